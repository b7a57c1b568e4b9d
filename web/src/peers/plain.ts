// SPDX-License-Identifier: MIT

import { plainProtocol } from '../common/plain_link';
import { Session } from './session';

void new Session(plainProtocol({ offer: 'peerOffer', answer: 'peerAnswer', candidate: 'peerIce' })).start();
