// SPDX-License-Identifier: MIT

import { Page } from '../common/page';
import { addOwnTexts } from './texts';

addOwnTexts();
new Page().start(() => undefined);
