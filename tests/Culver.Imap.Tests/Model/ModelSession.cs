using System.Globalization;
using System.Text.RegularExpressions;

namespace Culver.Imap.Tests.Model;

/// <summary>What one client believes, from the responses it has read and nothing else, and the checks of each of them.</summary>
internal sealed partial class ModelSession(ModelAccount account, ModelConnection connection, string name)
{
    public string Name { get; } = name;

    public ModelAccount Account { get; } = account;

    public ModelConnection Connection { get; } = connection;

    public ModelMailbox? Selected { get; private set; }

    public bool IsReadOnly { get; private set; }

    public bool IsCondstore { get; set; }

    public bool IsQresync { get; set; }

    /// <summary>IMAP4rev2 is enabled: no \Recent, ESEARCH for SEARCH, names in UTF-8.</summary>
    public bool IsRev2 { get; set; }

    public List<Entry> View { get; } = [];

    /// <summary>The UIDs that are \Recent here: this session alone, or an EXAMINE that took none, was told of them.</summary>
    public HashSet<uint> Recent { get; } = [];

    /// <summary>A RECENT must come: the EXISTS before it brought messages that are \Recent.</summary>
    private bool _awaitsRecent;

    /// <summary>One message as this client believes it to be.</summary>
    internal sealed class Entry(ModelMessage message)
    {
        public ModelMessage Message { get; } = message;

        /// <summary>The flags as told; null while nothing was told.</summary>
        public SortedSet<string>? Told { get; set; }

        /// <summary>The flags when the server last synced this session, which is what SEARCH and FETCH see.</summary>
        public SortedSet<string> Synced { get; set; } = new(message.Flags, StringComparer.Ordinal);
    }

    public void Open(ModelMailbox mailbox, bool isReadOnly)
    {
        Selected = mailbox;
        IsReadOnly = isReadOnly;
        View.Clear();
        View.AddRange(mailbox.Messages.Select(static message => new Entry(message)));
        Recent.Clear();
        ClaimRecent();
    }

    public void Close()
    {
        Selected = null;
        View.Clear();
        Recent.Clear();
        _awaitsRecent = false;
    }

    /// <summary>How many of the view are \Recent.</summary>
    public int CountRecent() => View.Count(entry => Recent.Contains(entry.Message.Uid));

    /// <summary>
    /// Takes the untagged responses of a command in. <paramref name="mayExpunge"/> says whether EXPUNGE is legal in it, and so whether
    /// the view must be the mailbox afterwards.
    /// </summary>
    public void Take(IReadOnlyList<string> responses, bool mayExpunge)
    {
        foreach (var response in responses)
        {
            if (Numbered().Match(response) is { Success: true } numbered)
                TakeNumbered(int.Parse(numbered.Groups[1].Value, CultureInfo.InvariantCulture), numbered.Groups[2].Value, response, mayExpunge);
            else if (response.StartsWith("* OK [CLOSED]", StringComparison.Ordinal))
                TakeClosed();
            else if (response.StartsWith("* VANISHED ", StringComparison.Ordinal))
                TakeVanished(response, mayExpunge);
        }

        True(!_awaitsRecent, "no RECENT though new messages are");

        // A command that was refused before it was carried out leaves the news to the next one.
        if (!responses[^1].Contains(" BAD ", StringComparison.Ordinal) && !responses[^1].Contains(" NO [TRYCREATE]", StringComparison.Ordinal))
            Check(mayExpunge);
    }

    /// <summary>What the view must be once a command is done.</summary>
    public void Check(bool mayExpunge)
    {
        if (Selected is not { } mailbox)
            return;
        // RFC 2180 §3.4: of a mailbox that was removed all messages are told to be gone.
        var present = mailbox.IsGone ? [] : mailbox.Messages;
        if (mayExpunge)
            Same("the view", string.Join(',', View.Select(static entry => entry.Message.Uid)), string.Join(',', present.Select(static message => message.Uid)));
        else
            Same("the view without what is gone", string.Join(',', View.Select(static entry => entry.Message.Uid).Where(uid => present.Any(message => message.Uid == uid))), string.Join(',', present.Select(static message => message.Uid)));
        foreach (var entry in mailbox.IsGone ? [] : View)
        {
            if (mailbox.Find(entry.Message.Uid) is not { } now)
                continue;
            if (entry.Told is { } told)
                Same($"the flags told of UID {now.Uid}", string.Join(' ', told), string.Join(' ', now.Flags));
            entry.Synced = new(now.Flags, StringComparer.Ordinal);
        }
    }

    /// <summary>A STORE of this client that was .SILENT: it knows what it asked for.</summary>
    public void Assume(uint uid)
    {
        var entry = View.Find(entry => entry.Message.Uid == uid);
        if (entry?.Told is not null && Selected!.Find(uid) is { } now)
            entry.Told = new(now.Flags, StringComparer.Ordinal);
    }

    public void Same(string what, string found, string wanted)
    {
        if (found != wanted)
            throw new ModelMismatchException($"{Name}: {what}: expected '{wanted}', found '{found}'\n{Connection.Transcript}");
    }

    public void True(bool condition, string what)
    {
        if (!condition)
            throw new ModelMismatchException($"{Name}: {what}\n{Connection.Transcript}");
    }

    private void TakeNumbered(int number, string word, string response, bool mayExpunge)
    {
        switch (word)
        {
            case "EXPUNGE":
                True(mayExpunge, "an EXPUNGE at a forbidden moment");
                True(!IsQresync, "an EXPUNGE though QRESYNC is enabled");
                True(number >= 1 && number <= View.Count, $"EXPUNGE of number {number} of {View.Count}");
                True(Selected!.IsGone || Selected.Find(View[number - 1].Message.Uid) is null, $"EXPUNGE of a message that is there, UID {View[number - 1].Message.Uid}");
                View.RemoveAt(number - 1);
                break;
            case "EXISTS":
                var last = View.Count == 0 ? 0 : View[^1].Message.Uid;
                View.AddRange(Selected!.Messages.Where(message => message.Uid > last).Select(static message => new Entry(message)));
                Same("EXISTS", number.ToString(CultureInfo.InvariantCulture), View.Count.ToString(CultureInfo.InvariantCulture));
                _awaitsRecent = ClaimRecent() && !IsRev2;
                break;
            case "RECENT":
                True(_awaitsRecent, "a RECENT without news");
                Same("RECENT", number.ToString(CultureInfo.InvariantCulture), CountRecent().ToString(CultureInfo.InvariantCulture));
                _awaitsRecent = false;
                break;
            case "FETCH":
                TakeFetch(number, response);
                break;
        }
    }

    /// <summary>Takes what nobody was told of, for this session alone unless it only looks. Whether there was any.</summary>
    private bool ClaimRecent()
    {
        var before = Recent.Count;
        for (var uid = Selected!.RecentFloor; uid < Selected.UidNext; uid++)
            Recent.Add(uid);
        if (!IsReadOnly)
            Selected.RecentFloor = Selected.UidNext;
        return Recent.Count > before;
    }

    private void TakeClosed()
    {
        True(IsQresync && Selected is { IsGone: true }, "a CLOSED though the mailbox is there");
        Close();
    }

    private void TakeFetch(int number, string response)
    {
        True(number >= 1 && number <= View.Count, $"FETCH of number {number} of {View.Count}");
        var entry = View[number - 1];
        if (UidItem().Match(response) is { Success: true } uid)
            Same("the UID in FETCH", uid.Groups[1].Value, entry.Message.Uid.ToString(CultureInfo.InvariantCulture));
        if (ModSeqItem().Match(response) is { Success: true } modSeq)
        {
            True(IsCondstore, "a MODSEQ nobody asked for");
            Selected!.HighestModSeq = Math.Max(Selected.HighestModSeq, long.Parse(modSeq.Groups[1].Value, CultureInfo.InvariantCulture));
        }

        if (FlagsItem().Match(response) is not { Success: true } flags)
            return;
        var told = new SortedSet<string>(flags.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(static flag => flag != @"\Recent"), StringComparer.Ordinal);
        Same($@"\Recent of UID {entry.Message.Uid}", flags.Groups[1].Value.Contains(@"\Recent", StringComparison.Ordinal).ToString(), (!IsRev2 && Recent.Contains(entry.Message.Uid)).ToString());
        var now = Selected!.Find(entry.Message.Uid)?.Flags;
        // A FETCH that sets \\Seen may tell first what the flags were before it.
        True(now is null || told.SetEquals(entry.Synced) || told.SetEquals(now) || now.SetEquals(told.Append(@"\Seen")), $"flags of UID {entry.Message.Uid} that never were: {string.Join(' ', told)}; they are {string.Join(' ', now ?? [])}");
        entry.Told = told;
    }

    private void TakeVanished(string response, bool mayExpunge)
    {
        True(mayExpunge, "a VANISHED at a forbidden moment");
        True(IsQresync, "a VANISHED without QRESYNC");
        foreach (var range in response["* VANISHED ".Length..].Split(','))
        {
            var ends = range.Split(':').Select(static end => uint.Parse(end, CultureInfo.InvariantCulture)).ToArray();
            for (var uid = ends[0]; uid <= ends[^1]; uid++)
            {
                var gone = uid;
                True(View.RemoveAll(entry => entry.Message.Uid == gone) == 1, $"VANISHED of UID {gone}, which was not in view");
                True(Selected!.IsGone || Selected.Find(gone) is null, $"VANISHED of UID {gone}, which is there");
            }
        }
    }

    [GeneratedRegex(@"^\* (\d+) (EXPUNGE|EXISTS|RECENT|FETCH)")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"[( ]UID (\d+)")]
    private static partial Regex UidItem();

    [GeneratedRegex(@"[( ]MODSEQ \((\d+)\)")]
    private static partial Regex ModSeqItem();

    [GeneratedRegex(@"[( ]FLAGS \(([^)]*)\)")]
    private static partial Regex FlagsItem();
}

/// <summary>The server and the model disagree.</summary>
internal sealed class ModelMismatchException(string message) : Exception(message);
