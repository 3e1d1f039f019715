import type { Device } from '../messages';

const OUTLINES: Readonly<Record<Device, string>> = {
  Phone: 'M8 3h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM11 18h2',
  Laptop: 'M6 5h12a1 1 0 0 1 1 1v9H5V6a1 1 0 0 1 1-1zM2.5 18.5h19',
};

/** A picture of a device. */
export function Glyph({ device }: { readonly device: Device }) {
  return (
    <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6">
      <path d={OUTLINES[device]} stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
