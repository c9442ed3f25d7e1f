/* From whatever a phone or a microphone made to what the server takes: mono, 24 kHz, 16 bit WAV. The browser decodes, so
   the server needs no decoder, and none of this needs a secure context but the microphone itself. */

export const RATE = 24000;
const MOST = 10.5; // seconds that are sent: the server tells the rest with its own sentence
const CLICK = 0.12; // seconds at both ends of a recording, in which the button is heard

/** A file's or recording's bytes as samples; rejects where this browser cannot decode them. */
export async function samples(bytes, Context = OfflineAudioContext) {
  const sound = await new Context(1, 1, RATE).decodeAudioData(bytes);
  const mono = new Float32Array(Math.min(sound.length, MOST * RATE));
  for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
    const one = sound.getChannelData(channel);
    for (let at = 0; at < mono.length; at += 1) mono[at] += one[at] / sound.numberOfChannels;
  }
  return mono;
}

export function wav(mono) {
  const view = new DataView(new ArrayBuffer(44 + mono.length * 2));
  const text = (at, word) => [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + mono.length * 2, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, mono.length * 2, true);
  mono.forEach((value, at) => view.setInt16(44 + at * 2, Math.max(-1, Math.min(1, value)) * 32767, true));
  return new Blob([view], { type: "audio/wav" });
}

export const canRecord = () => window.isSecureContext && Boolean(navigator.mediaDevices && window.MediaRecorder);

/** Begins to record: `{stop(), done}`; `done` resolves to samples, at the latest after `longest` ms. */
export async function record(longest) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, autoGainControl: false } });
  const recorder = new MediaRecorder(stream);
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const ended = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start();
  const limit = setTimeout(() => recorder.stop(), longest);
  const take = async () => {
    await ended;
    clearTimeout(limit);
    for (const track of stream.getTracks()) track.stop();
    const all = await samples(await new Blob(parts).arrayBuffer());
    return all.slice(CLICK * RATE, Math.max(CLICK * RATE, all.length - CLICK * RATE));
  };
  return { stop: () => recorder.state === "recording" && recorder.stop(), done: take() };
}
