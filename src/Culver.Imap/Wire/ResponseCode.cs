using System.Text;

namespace Culver.Imap.Wire;

/// <summary>
/// A response code, what stands in "[…]" before a status response's text (RFC 9051 §7.1, RFC 5530).
/// Extensions with arguments of their own derive from it.
/// </summary>
internal abstract class ResponseCode
{
    /// <summary>Writes what stands between the brackets.</summary>
    public abstract void Write(ImapWriter writer);

    // RFC 9051 §7.1 and RFC 5530 §3.
    public static ResponseCode Alert { get; } = Of("ALERT");

    public static ResponseCode AlreadyExists { get; } = Of("ALREADYEXISTS");

    public static ResponseCode AuthenticationFailed { get; } = Of("AUTHENTICATIONFAILED");

    public static ResponseCode AuthorizationFailed { get; } = Of("AUTHORIZATIONFAILED");

    public static ResponseCode Cannot { get; } = Of("CANNOT");

    public static ResponseCode ClientBug { get; } = Of("CLIENTBUG");

    public static ResponseCode Closed { get; } = Of("CLOSED");

    public static ResponseCode ContactAdmin { get; } = Of("CONTACTADMIN");

    public static ResponseCode Corruption { get; } = Of("CORRUPTION");

    public static ResponseCode Expired { get; } = Of("EXPIRED");

    public static ResponseCode ExpungeIssued { get; } = Of("EXPUNGEISSUED");

    public static ResponseCode HasChildren { get; } = Of("HASCHILDREN");

    public static ResponseCode InUse { get; } = Of("INUSE");

    public static ResponseCode Limit { get; } = Of("LIMIT");

    public static ResponseCode NonExistent { get; } = Of("NONEXISTENT");

    public static ResponseCode NoPerm { get; } = Of("NOPERM");

    public static ResponseCode NotSaved { get; } = Of("NOTSAVED");

    public static ResponseCode OverQuota { get; } = Of("OVERQUOTA");

    public static ResponseCode Parse { get; } = Of("PARSE");

    public static ResponseCode PrivacyRequired { get; } = Of("PRIVACYREQUIRED");

    public static ResponseCode ReadOnly { get; } = Of("READ-ONLY");

    public static ResponseCode ReadWrite { get; } = Of("READ-WRITE");

    public static ResponseCode ServerBug { get; } = Of("SERVERBUG");

    public static ResponseCode TryCreate { get; } = Of("TRYCREATE");

    public static ResponseCode UidNotSticky { get; } = Of("UIDNOTSTICKY");

    public static ResponseCode Unavailable { get; } = Of("UNAVAILABLE");

    public static ResponseCode UnknownCte { get; } = Of("UNKNOWN-CTE");

    /// <summary>RFC 4469 §4.2, RFC 7889 §4.</summary>
    public static ResponseCode TooBig { get; } = Of("TOOBIG");

    /// <summary>RFC 7162 §3.1.2.2.</summary>
    public static ResponseCode NoModSeq { get; } = Of("NOMODSEQ");

    /// <summary>RFC 6154 §3.</summary>
    public static ResponseCode UseAttr { get; } = Of("USEATTR");

    /// <summary>RFC 4978 §3.</summary>
    public static ResponseCode CompressionActive { get; } = Of("COMPRESSIONACTIVE");

    /// <summary>A code that is a single atom.</summary>
    /// <param name="atom">A constant in upper case.</param>
    public static ResponseCode Of(string atom) => new Word(Encoding.ASCII.GetBytes(atom));

    /// <summary>A code with a number, as in UIDNEXT, UIDVALIDITY, UNSEEN and HIGHESTMODSEQ.</summary>
    /// <param name="atom">A constant in upper case.</param>
    /// <param name="number">The number; not negative.</param>
    public static ResponseCode Numbered(string atom, long number) => new Numeral(Encoding.ASCII.GetBytes(atom), number);

    /// <summary>APPENDUID with the UIDs the messages got, in the order they were appended (RFC 9051 §7.1, RFC 4315 §3).</summary>
    public static ResponseCode AppendUid(uint uidValidity, params uint[] uids) => new Uids("APPENDUID"u8.ToArray(), uidValidity, uids, null);

    /// <summary>COPYUID: where each source UID went, both in the same order (RFC 9051 §7.1, RFC 4315 §3).</summary>
    public static ResponseCode CopyUid(uint uidValidity, uint[] source, uint[] destination) =>
        new Uids("COPYUID"u8.ToArray(), uidValidity, source, destination);

    /// <summary>MODIFIED with the numbers or UIDs a conditional STORE left alone (RFC 7162 §3.1.3).</summary>
    public static ResponseCode Modified(NumberRanges messages) => new Set(messages);

    /// <summary>BADCHARSET with the charsets that are known (RFC 9051 §7.1).</summary>
    public static ResponseCode BadCharset(params string[] known) => new Listed("BADCHARSET"u8.ToArray(), known, parentheses: true, static (writer, item) => writer.AString(item));

    /// <summary>PERMANENTFLAGS with the flags a client can change for good, among them perhaps "\*" (RFC 9051 §7.1).</summary>
    public static ResponseCode PermanentFlags(params string[] flags) => new Listed("PERMANENTFLAGS"u8.ToArray(), flags, parentheses: true, static (writer, item) => writer.Flag(item));

    /// <summary>CAPABILITY with all that is announced now (RFC 9051 §7.1).</summary>
    public static ResponseCode Capability(params string[] capabilities) => new Listed("CAPABILITY"u8.ToArray(), capabilities, parentheses: false, static (writer, item) => writer.Atom(item));

    /// <summary>MAILBOXID (RFC 8474 §4.2).</summary>
    public static ResponseCode MailboxId(string id) => new Listed("MAILBOXID"u8.ToArray(), [id], parentheses: true, static (writer, item) => writer.Atom(item));

    private sealed class Word(byte[] atom) : ResponseCode
    {
        public override void Write(ImapWriter writer) => writer.Atom(atom);
    }

    private sealed class Numeral(byte[] atom, long number) : ResponseCode
    {
        public override void Write(ImapWriter writer)
        {
            writer.Atom(atom);
            writer.Space();
            writer.Number(number);
        }
    }

    private sealed class Uids(byte[] atom, uint uidValidity, uint[] first, uint[]? second) : ResponseCode
    {
        public override void Write(ImapWriter writer)
        {
            writer.Atom(atom);
            writer.Space();
            writer.Number(uidValidity);
            writer.Space();
            writer.NumberSet(first);
            if (second is not null)
            {
                writer.Space();
                writer.NumberSet(second);
            }
        }
    }

    private sealed class Set(NumberRanges messages) : ResponseCode
    {
        public override void Write(ImapWriter writer)
        {
            writer.Atom("MODIFIED"u8);
            writer.Space();
            writer.NumberSet(messages);
        }
    }

    private sealed class Listed(byte[] atom, string[] items, bool parentheses, Action<ImapWriter, string> write) : ResponseCode
    {
        public override void Write(ImapWriter writer)
        {
            writer.Atom(atom);
            if (parentheses)
            {
                writer.Space();
                writer.Open();
            }

            for (var i = 0; i < items.Length; i++)
            {
                if (i > 0 || !parentheses)
                {
                    writer.Space();
                }

                write(writer, items[i]);
            }

            if (parentheses)
            {
                writer.Close();
            }
        }
    }
}
