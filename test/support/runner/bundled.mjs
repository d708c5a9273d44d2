// Loaded before a desk that a test starts in a process of its own.
import { useBundle } from '../../../scripts/bundled.mjs';

useBundle({ make: false });
