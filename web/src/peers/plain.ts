// SPDX-License-Identifier: MIT

import { plain } from './plain_link';
import { Session } from './session';

void new Session(plain).start();
