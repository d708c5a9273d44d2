// Whose test an error belongs to that nobody caught. Stands in for the package of the same purpose, which watches the life
// of every promise and so takes a third of the time of a test; the context that Node carries along says the same for nothing.
import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage();
const living = new Set();

/** The innermost test that still runs; what a timer throws comes from nowhere, and belongs to the file. */
function responsible() {
  let domain = current.getStore();
  while (domain?.destroyed) domain = domain.parent;
  return domain ?? [...living][0];
}

/** True when a test has taken the error. Listeners that others have set go first, as without us. */
function handle(error, event) {
  if (process.hasUncaughtExceptionCaptureCallback() || process.listenerCount('uncaughtException') > 0) return false;
  const domain = responsible();
  if (!domain) return false;
  domain.onerror(error, event);
  return true;
}

function onException(error, event) {
  // Asked for once: without a taker the process ends right after this.
  if (handle(error, event))
    process.setUncaughtExceptionCaptureCallback(() => process.setUncaughtExceptionCaptureCallback(null));
}

const emit = process.emit;
function emitOrHandle(event, ...args) {
  if (event !== 'unhandledRejection' || process.listenerCount(event) > 0) return emit.call(process, event, ...args);
  return handle(args[0], event);
}

export class Domain {
  constructor(onerror) {
    this.onerror = onerror;
    this.parent = current.getStore();
    this.destroyed = false;
    current.enterWith(this);
    if (living.size === 0) {
      process.on('uncaughtExceptionMonitor', onException);
      process.emit = emitOrHandle;
    }
    living.add(this);
  }

  destroy() {
    if (!living.delete(this)) return;
    this.destroyed = true;
    if (living.size > 0) return;
    process.removeListener('uncaughtExceptionMonitor', onException);
    process.emit = emit;
  }
}
