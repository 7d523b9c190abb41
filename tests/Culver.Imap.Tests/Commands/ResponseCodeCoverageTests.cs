using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Culver.Imap.Wire;
using Xunit;

namespace Culver.Imap.Tests.Commands;

/// <summary>That every response code the server can send (RFC 9051 §7.1, RFC 5530 §3) is shown in a conversation.</summary>
public sealed partial class ResponseCodeCoverageTests
{
    /// <summary>Codes the wire knows and no command of the present sends, each with its reason.</summary>
    private static readonly Dictionary<string, string> NeverSent = new(StringComparer.Ordinal)
    {
        ["ALERT"] = "the server has nothing a person must be shown at once",
        ["CLIENTBUG"] = "what a client does wrong is BAD with what was expected",
        ["COMPRESSIONACTIVE"] = "COMPRESS is not announced",
        ["CONTACTADMIN"] = "no refusal is one an administrator must lift",
        ["CORRUPTION"] = "content that cannot be read is told as UNAVAILABLE",
        ["EXPIRED"] = "passwords do not expire",
        ["INUSE"] = "nothing is locked: a mailbox in use can be changed",
        ["NOMODSEQ"] = "every mailbox keeps mod-sequences",
        ["NOPERM"] = "an account may do anything with its own mailboxes, and there are no others",
        ["NOTSAVED"] = "no search is too large to be saved",
        ["PARSE"] = "a message that cannot be parsed has a defined structure all the same",
        ["UIDNOTSTICKY"] = "UIDs are kept in every mailbox",
    };

    /// <summary>Codes with arguments of their own, which are made by methods.</summary>
    private static readonly string[] WithArguments =
    [
        "APPENDUID", "COPYUID", "MODIFIED", "BADCHARSET", "PERMANENTFLAGS", "CAPABILITY", "MAILBOXID", "UIDNEXT", "UIDVALIDITY", "HIGHESTMODSEQ",
    ];

    [Fact]
    public void Every_code_that_is_sent_is_shown()
    {
        var all = typeof(ResponseCode).GetProperties(BindingFlags.Public | BindingFlags.Static).Where(static property => property.PropertyType == typeof(ResponseCode))
            .Select(static property => Written((ResponseCode)property.GetValue(null)!)).Concat(WithArguments).ToList();
        var shown = Directory.EnumerateFiles(Folder(), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("Wire", StringComparison.Ordinal))
            .SelectMany(static file => Code().Matches(File.ReadAllText(file)).Select(static match => match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("SERVERBUG", all);
        Assert.Equal([], all.Except(shown).Except(NeverSent.Keys));
        Assert.Equal([], NeverSent.Keys.Intersect(shown));
    }

    private static string Written(ResponseCode code)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new ImapWriter(buffer);
        code.Write(writer);
        writer.Commit();
        return Encoding.ASCII.GetString(buffer.WrittenSpan);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, ".."));

    /// <summary>As in <c>S1: a NO [CODE</c>, and in the patterns of tests without a script.</summary>
    [GeneratedRegex(@"(?:OK|NO|BAD|BYE) \\?\[([A-Z-]+)")]
    private static partial Regex Code();
}
