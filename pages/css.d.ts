// esbuild puts what is imported so into the page's index.css.
declare module '*.css';
