// Domains at which everybody has an address: having one in common says nothing about people.

const PUBLIC_DOMAINS = new Set(
  `gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.de ymail.com icloud.com me.com mac.com
  aol.com gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de posteo.de mailbox.org proton.me protonmail.com
  mail.com mail.ru yandex.ru yandex.com qq.com 163.com orange.fr free.fr laposte.net libero.it bluewin.ch hotmail.de outlook.de`.split(
    /\s+/,
  ),
);

export function isPublicDomain(domain: string): boolean {
  return PUBLIC_DOMAINS.has(domain);
}
