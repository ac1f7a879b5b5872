/** A requirement of OWASP ASVS 5.0, and how it is met. */
export interface AsvsRow {
  id: string;
  /** Its text, shortened where it explains itself. */
  requirement: string;
  /** What answers it here. */
  answer: string;
  /** Set where it does not apply; a test may still watch that this stays so. */
  notApplicable?: true;
}

/** Chapter 17 (WebRTC) whole, and what of the other chapters is about sessions, tokens, floods and the browser. */
export const asvsRows: readonly AsvsRow[] = [
  {
    id: '2.4.1',
    requirement: 'Anti-automation controls protect against excessive calls that exhaust quotas or deny service.',
    answer: 'Deadlines for headers and bodies (408), 431, connections for each address, 429 for each account.',
  },
  {
    id: '3.3.3',
    requirement: 'Cookies have the __Host- prefix unless they are to be shared with other hosts.',
    answer: '`__Host-invigil`, `Secure`, `HttpOnly`, `SameSite=Lax`, whenever browsers come over HTTPS.',
  },
  {
    id: '3.4.1',
    requirement: 'Strict-Transport-Security on all responses, a year at least, subdomains included.',
    answer: 'Sent whenever browsers come over HTTPS.',
  },
  {
    id: '3.4.2',
    requirement: 'Access-Control-Allow-Origin is fixed or checked against an allowlist.',
    answer: 'No route allows another origin to read anything.',
  },
  {
    id: '3.4.3',
    requirement: 'A Content-Security-Policy with object-src and base-uri none, and an allowlist, nonces or hashes.',
    answer: 'Scripts and styles from our own origin only, nothing inline, neither scripts nor styles.',
  },
  {
    id: '3.4.4',
    requirement: 'X-Content-Type-Options: nosniff on all responses.',
    answer: 'On all; Referrer-Policy too (3.4.5).',
  },
  {
    id: '3.4.8',
    requirement: 'Cross-Origin-Opener-Policy on documents.',
    answer: '`same-origin`, and Cross-Origin-Resource-Policy the same.',
  },
  {
    id: '4.4.2',
    requirement: 'The Origin is checked against a list during the WebSocket handshake.',
    answer: '`ALLOWED_ORIGINS`, before the token is looked at.',
  },
  {
    id: '4.4.3',
    requirement:
      'Where the session cannot be used, a WebSocket has dedicated tokens that comply with session management.',
    answer:
      'Join tokens of a minute, used once; given only to a session (4.4.4); in a subprotocol, never in an address.',
  },
  {
    id: '6.3.1',
    requirement: 'Controls against credential stuffing and brute force.',
    answer: 'Limits by network, by account and of both, before anything is hashed.',
  },
  {
    id: '6.3.8',
    requirement: 'Valid users cannot be deduced from failed authentication.',
    answer: 'One answer and the same work.',
  },
  {
    id: '6.5.1',
    requirement: 'Lookup secrets are only successfully usable once.',
    answer: 'Used up in the transaction that sets the password, under a lock.',
  },
  {
    id: '6.5.2',
    requirement: 'Lookup secrets are hashed; a standard hash is enough from 112 bits of entropy on.',
    answer: '115 random bits, kept as a keyed hash.',
  },
  {
    id: '7.2.1',
    requirement: 'Session tokens are verified by a trusted backend.',
    answer: 'Looked up in PostgreSQL with every request; a token that we did not give is worth nothing.',
  },
  {
    id: '7.2.2',
    requirement: 'Session tokens are generated dynamically, with 128 bits of entropy at least (7.2.3).',
    answer: '256 random bits; only the hash is stored.',
  },
  {
    id: '7.2.4',
    requirement: 'A new session token on authentication, and the end of the current one.',
    answer: 'At sign-in, activation and a change of the password.',
  },
  {
    id: '7.4.1',
    requirement: 'A terminated session is of no further use.',
    answer: 'Its row is deleted.',
  },
  {
    id: '7.4.3',
    requirement: 'All other sessions can be ended after a change of an authentication factor.',
    answer: 'A change of the password ends them; the owner can at any time.',
  },
  {
    id: '9.1.1',
    requirement: 'Self-contained tokens are validated by their signature, with algorithms of an allowlist (9.1.2).',
    answer: 'EdDSA alone, with one configured key.',
  },
  { id: '9.2.1', requirement: 'The validity time span of a token is checked.', answer: 'A minute, by the server.' },
  {
    id: '9.2.3',
    requirement: 'Only tokens meant for the service are accepted.',
    answer: 'Issuer and audience are fixed.',
  },
  {
    id: '17.1.1',
    requirement: 'TURN allows access only to addresses that are not reserved for special purposes, IPv4 and IPv6.',
    answer: 'The relay of the deployment refuses reserved peers; credentials are of limited time.',
  },
  {
    id: '17.1.2',
    requirement: 'TURN is not exhausted when legitimate users open a large number of ports.',
    answer: 'Quotas for each credential and in all.',
  },
  {
    id: '17.2.1',
    requirement: 'The key of the DTLS certificate is managed and protected.',
    answer: 'Each worker makes its own when it starts; it is in no file and no setting.',
  },
  {
    id: '17.2.2',
    requirement: 'Approved DTLS cipher suites and a secure DTLS-SRTP protection profile.',
    answer: 'ECDHE and AEAD; weak suites are refused; AES-GCM media is chosen, also by real browsers.',
  },
  {
    id: '17.2.3',
    requirement: 'SRTP authentication is checked against RTP injection.',
    answer: 'A turned bit or a forged packet reaches nobody.',
  },
  {
    id: '17.2.4',
    requirement: 'Media goes on when malformed SRTP packets are encountered.',
    answer: 'Hostile STUN, DTLS, SRTP and RTCP by seed, from strangers, the admitted, and the middle of a connection.',
  },
  {
    id: '17.2.5',
    requirement: 'Media goes on during a flood of SRTP packets from legitimate users.',
    answer: 'Who sends over 20 Mbit/s is cut off within ten seconds.',
  },
  {
    id: '17.2.6',
    requirement: 'Not susceptible to the ClientHello race condition in DTLS.',
    answer: 'Only addresses that ICE has verified reach DTLS; hellos of others end nothing.',
  },
  {
    id: '17.2.7',
    requirement: 'Recording goes on during a flood of SRTP packets.',
    answer: 'Nothing records media on the servers; a test watches that this stays so. Stills come over HTTPS.',
    notApplicable: true,
  },
  {
    id: '17.2.8',
    requirement: 'The DTLS certificate is checked against the SDP fingerprint, and the stream terminated if it fails.',
    answer: 'The transport is closed, its streams are told as gone.',
  },
  {
    id: '17.3.1',
    requirement: 'Signaling goes on during a flood, by rate limits.',
    answer: 'A token bucket for each presence, then close 4429; the bucket outlives the socket.',
  },
  {
    id: '17.3.2',
    requirement: 'Signaling goes on when it meets malformed messages.',
    answer: 'Strict bounded schemas; after ten the presence is over (4400).',
  },
];
