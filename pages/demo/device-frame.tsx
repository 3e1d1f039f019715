import { useEffect, useRef } from 'preact/hooks';

import type { Account, DemoEvent, Device, ToDevice, ToPage } from './messages';

/** Says something to a device. */
export type Tell = (message: ToDevice) => void;

/** A device, in a frame that is as high as what it shows. */
export function DeviceFrame(props: {
  readonly device: Device;
  readonly account: Account;
  /** The device is there, and can be told things by this. */
  readonly onReady: (tell: Tell) => void;
  readonly onEvent: (event: DemoEvent) => void;
}) {
  const { device, account, onReady, onEvent } = props;
  const frame = useRef<HTMLIFrameElement>(null);

  useEffect(() => {
    const tell: Tell = (message) => frame.current?.contentWindow?.postMessage(message, location.origin);
    const listen = ({ origin, source, data }: MessageEvent<ToPage>) => {
      if (origin !== location.origin || source !== frame.current?.contentWindow) return;
      if (data.kind === 'event') onEvent(data.event);
      else if (data.kind === 'height') frame.current.style.height = `${String(Math.ceil(data.pixels))}px`;
      else {
        onReady(tell);
        tell({ kind: 'set-up', device, account });
      }
    };
    window.addEventListener('message', listen);
    return () => {
      window.removeEventListener('message', listen);
    };
  }, [device, account, onReady, onEvent]);

  return <iframe ref={frame} class="device-frame" src="/device/index.html" title={device} />;
}
