/* How a pairing goes on, with its effects passed in.
   follow({shown: {code, seconds_left}, ask, renew, draw, lost, open, wait, every})
     ask()/renew() -> answers of api.js with {code, state, seconds_left}; draw({code, seconds}) shows the code;
     lost(yes) tells whether the server is silent; open() is called once, when the screen was confirmed. */

export async function follow({ shown, ask, renew, draw, lost, open, wait, every }) {
  draw({ code: shown.code, seconds: shown.seconds_left });
  for (;;) {
    await wait(every);
    let answer = await ask();
    if (needsNew(answer)) answer = await renew();
    lost(answer.status === 0 || answer.status >= 500);
    if (answer.status === 409) { // paired long ago, while this page slept
      open();
      return;
    }
    if (!answer.ok) {
      await wait((answer.retryAfter || 0) * 1000);
      continue;
    }
    if (answer.data.state === "confirmed") {
      open();
      return;
    }
    draw({ code: answer.data.code, seconds: answer.data.seconds_left });
  }
}

function needsNew(answer) {
  return answer.ok ? answer.data.state === "expired" : answer.status === 404;
}
