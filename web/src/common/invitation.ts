// SPDX-License-Identifier: MIT

import { element } from './dom';
import type { Notices } from './notices';
import { drawCode } from './qr_code';
import { texts } from './texts';

/** An address to pass on: the QR code #code, the link #address, and the button #copy. */
export class Invitation {
  private readonly address = element('address', HTMLAnchorElement);
  private readonly code = document.querySelector('#code');

  constructor(private readonly notices: Notices) {
    element('copy', HTMLButtonElement).addEventListener('click', () => void this.copy());
    element('local', HTMLParagraphElement).hidden = !isLocal(location.hostname);
  }

  get url(): string {
    return this.address.href;
  }

  /** Returns whether it is another one than before. */
  show(url: string): boolean {
    if (this.address.href === url) return false;
    this.address.href = this.address.textContent = url;
    if (this.code) drawCode(this.code, url);
    return true;
  }

  /** `stale`: the address leads nowhere at the moment. */
  mark(stale: boolean): void {
    this.code?.classList.toggle('stale', stale);
  }

  private async copy(): Promise<void> {
    const action = { label: () => texts.page.close, act: () => this.notices.set('copy', null) };
    try {
      await navigator.clipboard.writeText(this.url);
      this.notices.set('copy', { text: () => texts.copied, good: true, action });
    } catch {
      this.notices.set('copy', { text: () => texts.notCopied, action });
    }
  }
}

/** As seen from this computer itself, which no other device reaches by that name. */
function isLocal(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}
