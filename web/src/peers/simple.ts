// SPDX-License-Identifier: MIT

import { simple } from './simple_link';
import { Session } from './session';

void new Session(simple).start();
