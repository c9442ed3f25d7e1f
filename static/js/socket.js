/* connect(options) of line.js over the full Socket.IO client: the same options, promises and answers. */

import { io } from "../vendor/socket.io.esm.min.js";
import { connect as join } from "./line.js";

export const connect = (options) => join({ io, ...options });
