import { render, type ComponentChild } from 'preact';

import './theme.css';
import './components.css';

/** Shows a page in its element `#page`, with every page's look. */
export function mount(page: ComponentChild): void {
  const element = document.getElementById('page');
  if (element === null) throw new Error('index.html has no element #page');
  render(page, element);
}
