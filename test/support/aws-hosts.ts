import net from 'node:net';
import tls from 'node:tls';

/**
 * Has a server on loopback play AWS's hosts: whoever opens a connection to one, by TLS, gets one to that server, without. Until the
 * mocks are restored.
 *
 * @param address - the server's
 * @returns the hosts that have been asked, in order; each is the one whose certificate would have been wanted
 */
export function playAwsHosts(address: string): readonly string[] {
  const asked: string[] = [];
  const sockets: { connect: (options: tls.ConnectionOptions) => net.Socket } = tls;
  jest.spyOn(sockets, 'connect').mockImplementation(({ host, port, servername }) => {
    if (servername !== host) throw new Error('the certificate would be of another host');
    asked.push(`https://${String(host)}:${String(port)}`);
    return net.connect(Number(new URL(address).port), '127.0.0.1');
  });
  return asked;
}
