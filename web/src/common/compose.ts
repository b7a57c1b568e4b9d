// SPDX-License-Identifier: MIT

/** Enter sends, Shift+Enter begins a line. */
export function sendOnEnter(form: HTMLFormElement, input: HTMLTextAreaElement, send: () => void): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}
