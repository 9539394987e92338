/* After signing out nothing of an attendance list stays on this device. */

import { forgetAll } from "./attendance_store.js";

forgetAll().then(() => { document.documentElement.dataset.forgotten = "yes"; });
