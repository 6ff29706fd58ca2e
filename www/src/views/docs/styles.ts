/** How the docs look: the site's tokens, nothing of its own. */

import { css } from "lit";

export const docsStyles = css`
  :host {
    display: block;
    color: var(--_ink);
    font-family: var(--_font);
    line-height: 1.55;
  }
  .docs {
    display: grid;
    grid-template-columns: 11rem minmax(0, 46rem);
    gap: var(--_space-5, 2rem);
    padding-block-start: var(--_space-4, 1rem);
  }
  nav ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .docs > nav {
    position: sticky;
    inset-block-start: 1rem;
    align-self: start;
  }
  nav a {
    display: inline-block;
    min-block-size: 1.75rem;
    padding-block: 0.15rem;
    color: var(--_mute);
    text-decoration: none;
  }
  nav a[aria-current] {
    color: var(--_ink);
    font-weight: 600;
  }
  nav a:hover {
    text-decoration: underline;
  }
  .contents {
    border-inline-start: 2px solid var(--_line);
    padding-inline-start: var(--_space-4, 1rem);
    margin-block-end: var(--_space-4, 1rem);
    font-size: var(--_text-small, 0.875rem);
  }
  .contents ul {
    columns: 14rem;
  }
  summary {
    cursor: pointer;
    padding-block: 0.15rem;
    color: var(--_mute);
  }
  a {
    color: var(--_accent);
  }
  h1 {
    font-size: var(--_text-title, 1.75rem);
    line-height: 1.2;
    margin-block: 0 var(--_space-4, 1rem);
  }
  h2 {
    font-size: var(--_text-large, 1.25rem);
    margin-block: 2.25rem 0.5rem;
  }
  h3,
  h4 {
    font-size: 1em;
    margin-block: 1.5rem 0.4rem;
  }
  h1,
  h2,
  h3,
  h4 {
    scroll-margin-block-start: 1rem;
  }
  p,
  ul,
  ol {
    margin-block: 0.6rem;
  }
  li {
    margin-block: 0.2rem;
  }
  pre,
  .scroll,
  .formula {
    overflow-x: auto;
    margin-block: 0.75rem;
  }
  pre {
    background: var(--_raised);
    border: 1px solid var(--_line);
    border-radius: var(--_radius, 6px);
    padding: 0.7rem 0.9rem;
  }
  code {
    font-family: ui-monospace, monospace;
    font-size: 0.9em;
    overflow-wrap: anywhere;
  }
  pre code {
    font-size: 0.875rem;
    overflow-wrap: normal;
  }
  .formula {
    padding-block: 0.25rem;
  }
  table {
    border-collapse: collapse;
    font-size: var(--_text-small, 0.875rem);
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    border-block-end: 1px solid var(--_line);
    padding: 0.35rem 1rem 0.35rem 0;
    text-align: start;
    vertical-align: baseline;
  }
  .right {
    text-align: end;
  }
  blockquote {
    margin: 0.75rem 0;
    padding-inline-start: 1rem;
    border-inline-start: 3px solid var(--_line);
    color: var(--_mute);
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  @media (width < 50rem) {
    .docs {
      grid-template-columns: minmax(0, 1fr);
    }
    .docs > nav {
      position: static;
    }
    .docs > nav ul {
      display: flex;
      flex-wrap: wrap;
      gap: 0 1rem;
    }
  }
  @media print {
    nav,
    .contents {
      display: none;
    }
    .docs {
      display: block;
    }
  }
`;
