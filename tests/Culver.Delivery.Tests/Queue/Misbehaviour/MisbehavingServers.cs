namespace Culver.Delivery.Tests.Queue.Misbehaviour;

/// <summary>What servers do, and what comes of it; the language is <see cref="MisbehaviourScript"/>'s.</summary>
internal static class MisbehavingServers
{
    public static IReadOnlyDictionary<string, string> Scripts { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        // RFC 5321 §4.5.4.1: growing waits.
        ["is down until it is up"] = One + """
            try    bob waiting 4.4.1 5m
            try    bob waiting 4.4.1 10m
            try    bob waiting 4.4.1 20m
            try    bob waiting 4.4.1 40m
            try    bob waiting 4.4.1 1h20m
            try    bob waiting 4.4.1 2h40m
            server 192.0.2.1
            try    gone
            took   192.0.2.1 bob
            """,
        // One warning, and the end after five days; RFC 3463 §3.5: 4.7, delivery time expired.
        ["is down for ever"] = One + """
            try    bob waiting 4.4.1 5m
            end    120h
            told   5h15m delayed: bob 4.4.1
            told   120h failed: bob 4.4.7
            """,
        ["is down and has a neighbour"] = Two + """
            server 192.0.2.12
            try    gone
            took   192.0.2.12 bob
            dialled 2
            """,
        ["is slow"] = One + """
            server 192.0.2.1
            slow   1m
            try    gone after 5m
            took   192.0.2.1 bob
            """,
        ["greylists"] = One + """
            server 192.0.2.1
            when   RCPT twice: 451 4.7.1 come back later
            try    bob waiting 4.7.1 5m
            try    bob waiting 4.7.1 10m
            try    gone
            took   192.0.2.1 bob
            """,
        ["greylists at the final dot"] = One + """
            server 192.0.2.1
            when   . once: 450 4.7.1 come back later
            try    bob waiting 4.7.1 5m
            try    gone
            took   192.0.2.1 bob
            """,
        ["refuses some recipients"] = One + """
            to     bob@example.net carl@example.net dora@example.net eve@example.net
            server 192.0.2.1
            when   RCPT TO:<carl: 550 5.1.1 no such person
            when   RCPT TO:<dora once: 452 4.2.2 full
            when   RCPT TO:<eve: 553 5.1.3 not an address
            try    bob delivered, carl failed 5.1.1, dora waiting 4.2.2 5m, eve failed 5.1.3
            try    gone
            told   0 failed: carl 5.1.1, eve 5.1.3
            took   192.0.2.1 bob, dora
            """,
        ["refuses all recipients"] = One + """
            to     bob@example.net carl@example.net
            server 192.0.2.1
            when   RCPT: 550 5.7.1 not from you
            try    gone
            told   0 failed: bob 5.7.1, carl 5.7.1
            took   192.0.2.1
            """,
        // RFC 2920 §3.1: its go-ahead is for no recipient, and gets no content.
        ["refuses all recipients and wants the content"] = One + """
            server 192.0.2.1
            when   RCPT: 550 5.7.1 not from you
            when   DATA: 354 go on
            try    gone
            told   0 failed: bob 5.7.1
            took   192.0.2.1
            """,
        // RFC 5321 §4.5.3.1.10: 552 was once said for too many recipients; the others go in the next transaction.
        ["takes only so many recipients, in the words of RFC 821"] = One + """
            to     bob@example.net carl@example.net
            server 192.0.2.1
            when   RCPT TO:<carl once: 552 too many recipients
            try    gone
            took   192.0.2.1 bob, carl
            """,
        ["takes only so many recipients"] = One + """
            to     bob@example.net carl@example.net
            server 192.0.2.1
            when   RCPT TO:<carl once: 452 4.5.3 too many recipients
            try    gone
            took   192.0.2.1 bob, carl
            """,
        ["takes only so many recipients, and then none"] = One + """
            to     bob@example.net carl@example.net
            server 192.0.2.1
            when   RCPT TO:<carl: 452 4.5.3 too many recipients
            try    bob delivered, carl waiting 4.5.3 5m
            took   192.0.2.1 bob
            """,
        ["has a full mailbox"] = One + """
            to     bob@example.net carl@example.net
            server 192.0.2.1
            when   RCPT TO:<carl: 552 5.2.2 full
            try    gone
            told   0 failed: carl 5.2.2
            took   192.0.2.1 bob
            """,
        ["refuses the sender"] = One + """
            to     bob@example.net carl@example.net
            server 192.0.2.1
            when   MAIL: 550 5.7.1 not from you
            try    gone
            told   0 failed: bob 5.7.1, carl 5.7.1
            """,
        ["refuses the content"] = One + """
            server 192.0.2.1
            when   .: 554 5.6.0 not that
            try    gone
            told   0 failed: bob 5.6.0
            """,
        // RFC 5321 §4.5.3.2: how long each answer is waited for.
        ["never greets, and has a neighbour"] = Two + """
            server 192.0.2.11
            greets never
            server 192.0.2.12
            try    gone after 5m
            took   192.0.2.12 bob
            """,
        ["hangs after MAIL"] = One + """
            server 192.0.2.1
            when   MAIL once: never
            try    bob waiting 4.4.1 5m after 5m
            try    gone
            took   192.0.2.1 bob
            """,
        ["hangs after DATA"] = One + """
            server 192.0.2.1
            when   DATA once: never
            try    bob waiting 4.4.1 5m after 2m
            try    gone
            took   192.0.2.1 bob
            """,
        ["hangs after the final dot"] = One + """
            server 192.0.2.1
            when   . once: never
            try    bob waiting 4.4.1 5m after 10m
            try    gone
            took   192.0.2.1 bob
            """,
        ["closes after MAIL"] = One + """
            server 192.0.2.1
            when   MAIL once: close
            try    bob waiting 4.4.2 5m
            try    gone
            took   192.0.2.1 bob
            """,
        ["closes after DATA"] = One + """
            server 192.0.2.1
            when   DATA once: close
            try    bob waiting 4.4.2 5m
            try    gone
            took   192.0.2.1 bob
            """,
        ["closes in the middle of the content"] = One + """
            server 192.0.2.1
            breaks 1
            try    bob waiting 4.4.2 5m
            took   192.0.2.1 bob
            mend   192.0.2.1
            try    gone
            """,
        // RFC 5321 §4.2.5: only the reply makes it the other's; a second copy is better than none.
        ["closes after the final dot"] = One + """
            server 192.0.2.1
            when   . once: close
            try    bob waiting 4.4.2 5m
            try    gone
            took   192.0.2.1 bob
            """,
        // RFC 5321 §3.8.
        ["closes with a word"] = One + """
            server 192.0.2.1
            when   . once: 421 4.3.2 going down
            try    bob waiting 4.3.2 5m
            try    gone
            took   192.0.2.1 bob
            """,
        ["is busy"] = One + """
            server 192.0.2.1
            greets 421 4.3.2 busy
            try    bob waiting 4.3.2 5m
            mend   192.0.2.1
            try    gone
            took   192.0.2.1 bob
            """,
        // RFC 7504 §3.
        ["says 521"] = One + """
            server 192.0.2.1
            greets 521 5.3.2 no mail here
            try    gone
            told   0 failed: bob 5.3.2
            """,
        ["says 554, and has a neighbour"] = Two + """
            server 192.0.2.11
            greets 554 5.3.2 no mail here
            server 192.0.2.12
            try    gone
            took   192.0.2.12 bob
            """,
        // RFC 7504 §4.
        ["says 556"] = One + """
            server 192.0.2.1
            when   RCPT: 556 5.1.10 takes no mail
            try    gone
            told   0 failed: bob 5.1.10
            """,
        // RFC 7435 §3: where nothing is demanded, any TLS is better than none, and none will do.
        ["shows any certificate where none is demanded"] = One + """
            server 192.0.2.1 tls
            try    gone
            took   192.0.2.1 bob encrypted
            """,
        ["has no TLS at the moment"] = One + """
            server 192.0.2.1 tls
            when   STARTTLS: 454 4.7.0 not now
            try    gone
            took   192.0.2.1 bob
            """,
        // RFC 8461 §5: it is no reason to send the message in the clear.
        ["shows a bad certificate under an enforced MTA-STS policy"] = One + """
            policy enforce mx.example.net
            server 192.0.2.1 tls
            try    bob waiting 4.7.5 5m
            server 192.0.2.1
            try    bob waiting 4.7.4 10m
            end    120h
            told   5h15m delayed: bob 4.7.4
            told   120h failed: bob 4.4.7
            took   192.0.2.1
            """,
        ["is not in the enforced MTA-STS policy"] = One + """
            policy enforce other.example.net
            server 192.0.2.1 tls
            try    bob waiting 4.7.5 5m
            dialled 0
            """,
        ["shows a bad certificate under an MTA-STS policy that is tested"] = One + """
            policy testing other.example.net
            server 192.0.2.1 tls
            try    gone
            took   192.0.2.1 bob encrypted
            """,
        // RFC 7672 §2.2.
        ["shows the key its TLSA record names"] = """
            zone   $AUTHENTIC yes

            """ + One + """
            zone   _25._tcp.mx.example.net TLSA 3 1 1 {192.0.2.1}
            server 192.0.2.1 tls
            try    gone
            took   192.0.2.1 bob encrypted
            """,
        ["shows another key than its TLSA record names"] = """
            zone   $AUTHENTIC yes

            """ + One + """
            zone   _25._tcp.mx.example.net TLSA 3 1 1 {another}
            server 192.0.2.1 tls
            try    bob waiting 4.7.5 5m
            server 192.0.2.1
            try    bob waiting 4.7.4 10m
            end    120h
            told   5h15m delayed: bob 4.7.4
            told   120h failed: bob 4.4.7
            took   192.0.2.1
            """,
        ["shows another key than its TLSA record names, and has a neighbour"] = """
            zone   $AUTHENTIC yes

            """ + Two + """
            zone   _25._tcp.first.example.net TLSA 3 1 1 {another}
            zone   _25._tcp.second.example.net TLSA 3 1 1 {192.0.2.12}
            server 192.0.2.11 tls
            server 192.0.2.12 tls
            try    gone
            took   192.0.2.11
            took   192.0.2.12 bob encrypted
            """,
        ["has TLSA records that cannot be used"] = """
            zone   $AUTHENTIC yes

            """ + One + """
            zone   _25._tcp.mx.example.net TLSA 1 1 1 {another}
            server 192.0.2.1
            try    bob waiting 4.7.4 5m
            server 192.0.2.1 tls
            try    gone
            took   192.0.2.1 bob encrypted
            """,
        ["has TLSA records that cannot be had"] = """
            zone   $AUTHENTIC yes

            """ + One + """
            zone   _25._tcp.mx.example.net FAIL
            server 192.0.2.1 tls
            try    bob waiting 4.7.5 5m
            dialled 0
            """,
        // RFC 7505 §3.
        ["is nowhere by a null MX"] = """
            zone   example.net MX 0 .
            try    gone
            told   0 failed: bob 5.1.10
            dialled 0
            """,
        ["is nowhere"] = """
            try    gone
            told   0 failed: bob 5.1.2
            dialled 0
            """,
        ["has a name without an address"] = """
            zone   example.net MX 10 mx.example.net
            zone   mx.example.net TXT "is there"
            try    gone
            told   0 failed: bob 5.4.4
            dialled 0
            """,
        ["is known to a DNS that fails"] = """
            zone   example.net FAIL MX
            try    bob waiting 4.4.3 5m
            try    bob waiting 4.4.3 10m
            dialled 0
            """,
        // RFC 5321 §5.1.
        ["has no MX record"] = """
            zone   example.net A 192.0.2.1
            server 192.0.2.1
            try    gone
            took   192.0.2.1 bob
            """,
        ["is ourselves, before all others"] = """
            zone   example.net MX 10 mail.example.org
            zone   example.net MX 20 mx.example.net
            zone   mx.example.net A 192.0.2.1
            server 192.0.2.1
            try    gone
            told   0 failed: bob 5.4.6
            dialled 0
            """,
        ["is less preferred than ourselves"] = """
            zone   example.net MX 5 mx.example.net
            zone   example.net MX 10 mail.example.org
            zone   example.net MX 20 backup.example.net
            zone   mx.example.net A 192.0.2.1
            zone   backup.example.net A 192.0.2.2
            server 192.0.2.2
            try    bob waiting 4.4.1 5m
            server 192.0.2.1
            try    gone
            took   192.0.2.1 bob
            took   192.0.2.2
            """,
        // RFC 3464 §2: one notification of one attempt at all of them.
        ["refuses one recipient of four, and the others are nowhere or here"] = One + """
            to     bob@example.net carl@null.example dora@nowhere.example eve@example.net finn@example.org
            zone   null.example MX 0 .
            server 192.0.2.1
            when   RCPT TO:<bob: 550 5.1.1 no such person
            try    gone
            told   0 failed: bob 5.1.1, carl 5.1.10, dora 5.1.2, finn 5.1.1
            took   192.0.2.1 eve
            """,
        // RFC 5321 §6.3.
        ["sends what it gets back to us"] = """
            hops   101

            """ + One + """
            server 192.0.2.1
            try    gone
            told   0 failed: bob 5.4.6
            dialled 0
            """,
    };

    private const string One = """
        zone   example.net MX 10 mx.example.net
        zone   mx.example.net A 192.0.2.1

        """;

    private const string Two = """
        zone   example.net MX 10 first.example.net
        zone   example.net MX 20 second.example.net
        zone   first.example.net A 192.0.2.11
        zone   second.example.net A 192.0.2.12

        """;
}
