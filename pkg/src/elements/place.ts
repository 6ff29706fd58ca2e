/** Shows a popover beneath what it belongs to, within the window. */
export function showBelow(anchor: Element, popover: HTMLElement): void {
  popover.showPopover();
  const { left, bottom } = anchor.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const within = (at: number, most: number): string => `${Math.max(4, Math.min(at, most))}px`;
  popover.style.left = within(left, clientWidth - popover.offsetWidth - 4);
  popover.style.top = within(bottom + 2, clientHeight - popover.offsetHeight - 4);
}
