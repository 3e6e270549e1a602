import { ack } from './table/ack.mjs';
import { binary } from './table/binary.mjs';
import { close } from './table/close.mjs';
import { cors } from './table/cors.mjs';
import { engine, timedEngine } from './table/engine.mjs';
import { events } from './table/event.mjs';
import { frames } from './table/frame.mjs';
import { handshakes } from './table/handshake.mjs';
import { heartbeats } from './table/heartbeat.mjs';
import { http } from './table/http.mjs';
import { malformed } from './table/malformed.mjs';
import { namespaces } from './table/namespace.mjs';
import { polling } from './table/polling.mjs';
import { stops } from './table/stop.mjs';
import { suites } from './table/suite.mjs';
import { patience, timeouts } from './table/timeout.mjs';
import { upgrades } from './table/upgrade.mjs';

/** Conversations with servers that do not ping meanwhile: [{name, server, script}]. */
export const CALM = [
  handshakes, cors, http, polling, engine, upgrades, close, namespaces, events, ack, binary, malformed, frames, suites, stops,
].flat();

/** Conversations about time, with servers of short intervals. */
export const TIMED = [patience, heartbeats, timeouts, timedEngine].flat();
