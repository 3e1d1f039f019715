import { mount } from '../../shared/mount';
import type { ToDevice, ToPage } from '../messages';
import { DeviceApp, INITIAL, type DeviceState } from './device-app';
import { DeviceView } from './device-view';

import './device.css';

// A device is a frame of its own: Amplify knows one user in each page.

let app: DeviceApp | undefined;

function tell(message: ToPage): void {
  window.parent.postMessage(message, location.origin);
}

window.addEventListener('message', ({ origin, source, data }: MessageEvent<ToDevice>) => {
  if (origin !== location.origin || source !== window.parent) return;
  if (data.kind === 'look') {
    app?.look();
    return;
  }
  const { device, account } = data;
  const show = (state: DeviceState) => {
    mount(<DeviceView device={device} username={account.username} state={state} app={started} />);
  };
  const report = (event: Extract<ToPage, { kind: 'event' }>['event']) => {
    tell({ kind: 'event', event });
  };
  const started = new DeviceApp(device, account, report, show);
  app = started;
  document.title = device;
  show(INITIAL);
  void started.signIn();
});

new ResizeObserver(() => {
  tell({ kind: 'height', pixels: document.documentElement.offsetHeight });
}).observe(document.documentElement);

tell({ kind: 'ready' });
