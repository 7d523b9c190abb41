using System.Globalization;
using System.Text;

namespace Culver.Imap.Tests.Model;

/// <summary>Random commands in several sessions of one account, one after the other, each answer compared with the model's.</summary>
internal sealed class ModelRun(Random random, ModelAccount account, IReadOnlyList<ModelSession> sessions)
{
    private static readonly string[] Flags = [@"\Seen", @"\Answered", @"\Flagged", @"\Deleted", @"\Draft", "$Forwarded", "Work", "later"];
    private static readonly string[] Names = ["INBOX", "Archive", "Trash", "A", "A/B", "A/B/C", "B", "Grüße"];

    private int _messages;

    public async Task RunAsync(int commands, CancellationToken cancellationToken)
    {
        for (var i = 0; i < commands; i++)
        {
            var session = sessions[random.Next(sessions.Count)];
            await StepAsync(session, cancellationToken);
        }
    }

    private Task StepAsync(ModelSession session, CancellationToken cancellationToken)
    {
        if (session.Selected is null)
        {
            return random.Next(12) switch
            {
                < 6 => SelectAsync(session, cancellationToken),
                6 or 7 => AppendAsync(session, cancellationToken),
                8 => StatusAsync(session, cancellationToken),
                9 => MailboxAsync(session, cancellationToken),
                10 => ListAsync(session, cancellationToken),
                _ => PlainAsync(session, cancellationToken),
            };
        }

        return random.Next(32) switch
        {
            < 5 => AppendAsync(session, cancellationToken),
            < 10 => StoreAsync(session, cancellationToken),
            < 14 => FetchAsync(session, cancellationToken),
            < 17 => SearchAsync(session, cancellationToken),
            < 19 => CopyAsync(session, "COPY", cancellationToken),
            < 21 => CopyAsync(session, "MOVE", cancellationToken),
            < 23 => ExpungeAsync(session, cancellationToken),
            23 or 24 => PlainAsync(session, cancellationToken),
            25 => StatusAsync(session, cancellationToken),
            26 => MailboxAsync(session, cancellationToken),
            27 => ListAsync(session, cancellationToken),
            28 => CloseAsync(session, cancellationToken),
            29 => IdleAsync(session, cancellationToken),
            _ => SelectAsync(session, cancellationToken),
        };
    }

    private async Task SelectAsync(ModelSession session, CancellationToken cancellationToken)
    {
        var name = Pick(Names);
        var isReadOnly = random.Next(5) == 0;
        var responses = await session.Connection.CommandAsync($"{(isReadOnly ? "EXAMINE" : "SELECT")} {Wire(session, name)}", cancellationToken);
        session.Close();
        if (!account.Mailboxes.TryGetValue(name, out var mailbox))
        {
            Status(session, responses, "NO [NONEXISTENT]");
            return;
        }

        if (mailbox.IsNoselect)
        {
            Status(session, responses, "NO [CANNOT]");
            return;
        }

        Status(session, responses, isReadOnly ? "OK [READ-ONLY]" : "OK [READ-WRITE]");
        session.True(responses.Contains($"* {mailbox.Messages.Count} EXISTS"), $"EXISTS is not {mailbox.Messages.Count}");
        session.True(responses.Any(line => line.StartsWith($"* OK [UIDNEXT {mailbox.UidNext}]", StringComparison.Ordinal)), $"UIDNEXT is not {mailbox.UidNext}");
        var validity = uint.Parse(Code(responses, "UIDVALIDITY"), CultureInfo.InvariantCulture);
        session.Same("UIDVALIDITY", $"{validity}", $"{mailbox.UidValidity ??= validity}");
        var modSeq = long.Parse(Code(responses, "HIGHESTMODSEQ"), CultureInfo.InvariantCulture);
        session.True(modSeq >= mailbox.HighestModSeq, "HIGHESTMODSEQ went backwards");
        mailbox.HighestModSeq = modSeq;
        session.Open(mailbox, isReadOnly);
        session.Same("RECENT", string.Join('|', responses.Where(static line => line.EndsWith(" RECENT", StringComparison.Ordinal))), session.IsRev2 ? "" : $"* {session.CountRecent()} RECENT");
        session.Same("LIST", string.Join('|', responses.Where(static line => line.StartsWith("* LIST ", StringComparison.Ordinal)).Select(ModelAnswers.NameIn)), session.IsRev2 ? Listed(session, name) : "");
    }

    private async Task AppendAsync(ModelSession session, CancellationToken cancellationToken)
    {
        var name = Pick(Names);
        var flags = SomeFlags();
        var subject = $"message {++_messages}";
        var text = ModelMessage.TextOf(subject);
        var responses = await session.Connection.CommandAsync($"APPEND {Wire(session, name)} ({string.Join(' ', flags)}) {{{text.Length}+}}\r\n{text}", cancellationToken);
        if (account.Selectable(name) is { } mailbox)
        {
            var message = mailbox.Add(flags, subject);
            Status(session, responses, "OK [APPENDUID ");
            session.True(responses[^1].Contains($" {message.Uid}]", StringComparison.Ordinal), $"the UID is not {message.Uid}");
        }
        else
        {
            Status(session, responses, "NO [TRYCREATE]");
        }

        session.Take(responses, mayExpunge: true);
    }

    private async Task StoreAsync(ModelSession session, CancellationToken cancellationToken)
    {
        var byUid = random.Next(2) == 0;
        var set = SomeSet(session, byUid, out var chosen, out var isBad);
        var operation = Pick(["", "+", "-"]);
        var isSilent = random.Next(3) == 0;
        var flags = SomeFlags();
        var responses = await session.Connection.CommandAsync(
            $"{(byUid ? "UID " : "")}STORE {set} {operation}FLAGS{(isSilent ? ".SILENT" : "")} ({string.Join(' ', flags)})", cancellationToken);
        var mayExpunge = byUid;
        if (session.IsReadOnly)
        {
            Status(session, responses, "NO [READ-ONLY]");
        }
        else if (isBad)
        {
            Status(session, responses, "BAD");
        }
        else if (session.Selected!.IsGone)
        {
            Status(session, responses, responses[^1].Contains(" BAD ", StringComparison.Ordinal) ? "BAD" : "NO");
        }
        else
        {
            foreach (var entry in chosen)
            {
                if (session.Selected.Find(entry.Message.Uid) is not { } message)
                    continue;
                var before = new SortedSet<string>(message.Flags, StringComparer.Ordinal);
                message.Flags = operation switch
                {
                    "+" => new(before.Concat(flags), StringComparer.Ordinal),
                    "-" => new(before.Except(flags), StringComparer.Ordinal),
                    _ => new(flags, StringComparer.Ordinal),
                };
                // What the client was told and asked for gives it the new flags, if nobody else had a hand in them.
                if (isSilent && entry.Told is { } told)
                {
                    SortedSet<string> workedOut = operation switch
                    {
                        "+" => new(told.Concat(flags), StringComparer.Ordinal),
                        "-" => new(told.Except(flags), StringComparer.Ordinal),
                        _ => new(flags, StringComparer.Ordinal),
                    };
                    if (workedOut.SetEquals(message.Flags))
                        session.Assume(entry.Message.Uid);
                }
            }

            Status(session, responses, "OK");
        }

        session.Take(responses, mayExpunge);
    }

    private async Task FetchAsync(ModelSession session, CancellationToken cancellationToken)
    {
        var byUid = random.Next(2) == 0;
        var set = SomeSet(session, byUid, out var chosen, out var isBad);
        var what = Pick(["FLAGS", "(UID FLAGS)", "BODY.PEEK[]", "BODY[TEXT]", "(RFC822.SIZE ENVELOPE)", "FAST"]);
        var responses = await session.Connection.CommandAsync($"{(byUid ? "UID " : "")}FETCH {set} {what}", cancellationToken);
        if (isBad)
        {
            Status(session, responses, "BAD");
            session.Take(responses, mayExpunge: byUid);
            return;
        }

        // What another session expunged before it was read here is passed over, and said so; of a mailbox that is gone nothing can be read.
        var isGone = session.Selected!.IsGone
            || (chosen.Exists(entry => session.Selected.Find(entry.Message.Uid) is null) && responses[^1].Contains(" NO [EXPUNGEISSUED]", StringComparison.Ordinal));
        if (!isGone)
            Status(session, responses, "OK");
        // RFC 9051 §7.5.1: from an EXPUNGE on, the same number is another message. Until then it is the one that was asked for.
        var told = responses.TakeWhile(static line => !line.EndsWith(" EXPUNGE", StringComparison.Ordinal) && !line.StartsWith("* VANISHED", StringComparison.Ordinal)).ToList();
        foreach (var entry in chosen)
        {
            var number = session.View.IndexOf(entry) + 1;
            var answer = told.Find(line => line.StartsWith($"* {number} FETCH (", StringComparison.Ordinal));
            if (answer is null && (session.Selected.IsGone || session.Selected.Find(entry.Message.Uid) is null))
                continue;
            session.True(answer is not null, $"no FETCH of number {number}");
            if (what == "BODY.PEEK[]")
                session.True(answer!.Contains($"BODY[] {{{entry.Message.Text.Length}}}\r\n{entry.Message.Text}", StringComparison.Ordinal), $"not the bytes of UID {entry.Message.Uid}");
            if (what == "(RFC822.SIZE ENVELOPE)")
                session.True(answer!.Contains($"RFC822.SIZE {entry.Message.Text.Length} {entry.Message.Envelope}", StringComparison.Ordinal), $"not the size and envelope of UID {entry.Message.Uid}: {entry.Message.Envelope}");
            if (what == "BODY[TEXT]")
            {
                session.True(answer!.Contains($"\r\nThe body of {entry.Message.Subject}.\r\n", StringComparison.Ordinal) || told.Exists(line => line.StartsWith($"* {number} FETCH (", StringComparison.Ordinal) && line.Contains($"The body of {entry.Message.Subject}.", StringComparison.Ordinal)), $"not the text of UID {entry.Message.Uid}");
                if (!session.IsReadOnly && !session.Selected.IsGone && session.Selected.Find(entry.Message.Uid) is { } message)
                    message.Flags.Add(@"\Seen");
            }
        }

        session.Take(responses, mayExpunge: byUid);
    }

    private async Task SearchAsync(ModelSession session, CancellationToken cancellationToken)
    {
        var byUid = random.Next(2) == 0;
        var flag = Pick(Flags);
        var word = Pick(Enumerable.Range(1, Math.Max(1, _messages)).Select(static number => $"message {number}").ToArray());
        // Which are recent does not change while it runs; rev2 has no such keys.
        var recent = session.Recent.ToHashSet();
        var (key, test) = random.Next(session.IsRev2 ? 6 : 9) switch
        {
            6 => ("RECENT", (Func<ModelMessage, SortedSet<string>, bool>)((message, _) => recent.Contains(message.Uid))),
            7 => ("OLD", (message, _) => !recent.Contains(message.Uid)),
            8 => ("NEW", (message, flags) => recent.Contains(message.Uid) && !flags.Contains(@"\Seen")),
            0 => ("ALL", static (_, _) => true),
            1 => (FlagKey(flag), (_, flags) => flags.Contains(flag)),
            2 => ($"NOT {FlagKey(flag)}", (_, flags) => !flags.Contains(flag)),
            3 => ($"OR {FlagKey(flag)} SUBJECT \"{word}\"", (message, flags) => flags.Contains(flag) || message.Subject.Contains(word, StringComparison.Ordinal)),
            4 => ($"BODY \"of {word}.\" UNDELETED", (message, flags) => message.Subject == word && !flags.Contains(@"\Deleted")),
            _ => ($"SUBJECT \"{word}\"", (message, _) => message.Subject.Contains(word, StringComparison.Ordinal)),
        };
        var before = session.View.ToList();
        var responses = await session.Connection.CommandAsync($"{(byUid ? "UID " : "")}SEARCH {key}", cancellationToken);
        Status(session, responses, "OK");
        var found = session.IsRev2 ? ModelAnswers.FoundByESearch(session, responses, byUid) : ModelAnswers.FoundBySearch(responses);
        for (var i = 0; i < before.Count; i++)
        {
            var entry = before[i];
            var now = session.Selected!.Find(entry.Message.Uid);
            var (then, today) = (test(entry.Message, entry.Synced), now is not null && test(now, now.Flags));
            // A change that was not told yet may be seen or not; what is gone may be found or not.
            if (now is not null && then == today)
                session.Same($"SEARCH {key} of UID {entry.Message.Uid}", found.Contains(byUid ? entry.Message.Uid : (uint)i + 1).ToString(), then.ToString());
        }

        session.True(found.All(number => byUid ? before.Exists(entry => entry.Message.Uid == number) : number <= before.Count), "SEARCH found what is not in view");
        session.Take(responses, mayExpunge: byUid);
    }

    private async Task CopyAsync(ModelSession session, string verb, CancellationToken cancellationToken)
    {
        var byUid = random.Next(2) == 0;
        var set = SomeSet(session, byUid, out var chosen, out var isBad);
        var name = Pick(Names);
        var responses = await session.Connection.CommandAsync($"{(byUid ? "UID " : "")}{verb} {set} {Wire(session, name)}", cancellationToken);
        var isMove = verb == "MOVE";
        var source = session.Selected!;
        var messages = chosen.Select(entry => source.Find(entry.Message.Uid)).OfType<ModelMessage>().ToList();
        if (isMove && session.IsReadOnly)
        {
            Status(session, responses, "NO [READ-ONLY]");
        }
        else if (isBad)
        {
            Status(session, responses, "BAD");
        }
        else if (account.Selectable(name) is not { } destination)
        {
            Status(session, responses, "NO [TRYCREATE]");
        }
        else if (chosen.Count == 0 && !source.IsGone)
        {
            Status(session, responses, "OK");
        }
        else if (source.IsGone || messages.Count == 0)
        {
            session.True(!responses[^1].Contains(" OK ", StringComparison.Ordinal), "OK though there was nothing to copy");
        }
        else
        {
            Status(session, responses, "OK");
            var first = destination.UidNext;
            foreach (var message in messages)
            {
                destination.Add(message.Flags, message.Subject);
                if (isMove)
                    source.Messages.Remove(message);
            }

            var code = responses.Find(static line => line.Contains("[COPYUID ", StringComparison.Ordinal)) ?? "";
            var uids = messages.Count == 1 ? $" {first}]" : $" {first}:{destination.UidNext - 1}]";
            session.True(code.Contains(uids, StringComparison.Ordinal), $"COPYUID does not end in{uids}");
        }

        session.Take(responses, mayExpunge: true);
    }

    private async Task ExpungeAsync(ModelSession session, CancellationToken cancellationToken)
    {
        var byUid = random.Next(3) == 0;
        var set = SomeSet(session, byUid: true, out var chosen, out _);
        var responses = await session.Connection.CommandAsync(byUid ? $"UID EXPUNGE {set}" : "EXPUNGE", cancellationToken);
        if (session.IsReadOnly)
        {
            Status(session, responses, "NO [READ-ONLY]");
        }
        else if (session.Selected!.IsGone)
        {
            Status(session, responses, "NO");
        }
        else
        {
            Status(session, responses, "OK");
            session.Selected.Messages.RemoveAll(message =>
                message.Flags.Contains(@"\Deleted") && (!byUid || chosen.Exists(entry => entry.Message.Uid == message.Uid)));
        }

        session.Take(responses, mayExpunge: true);
    }

    private async Task PlainAsync(ModelSession session, CancellationToken cancellationToken)
    {
        var command = Pick<string>(session.Selected is null ? ["NOOP", "CAPABILITY", "NAMESPACE", "ID NIL"] : ["NOOP", "CHECK", "CAPABILITY", "ID NIL", "NAMESPACE"]);
        var responses = await session.Connection.CommandAsync(command, cancellationToken);
        Status(session, responses, "OK");
        session.Take(responses, mayExpunge: true);
    }

    private async Task IdleAsync(ModelSession session, CancellationToken cancellationToken)
    {
        await session.Connection.SendAsync("idle IDLE\r\n", cancellationToken);
        var responses = await session.Connection.UntilAsync(static line => line.StartsWith('+'), cancellationToken);
        await session.Connection.SendAsync("DONE\r\n", cancellationToken);
        responses.AddRange(await session.Connection.UntilAsync(static line => line.StartsWith("idle ", StringComparison.Ordinal), cancellationToken));
        Status(session, responses, "OK");
        session.Take(responses, mayExpunge: true);
    }

    private async Task CloseAsync(ModelSession session, CancellationToken cancellationToken)
    {
        var expunges = random.Next(2) == 0;
        var responses = await session.Connection.CommandAsync(expunges ? "CLOSE" : "UNSELECT", cancellationToken);
        Status(session, responses, "OK");
        session.True(responses.Count == 1, "CLOSE told something");
        if (expunges && !session.IsReadOnly)
            session.Selected!.Messages.RemoveAll(static message => message.Flags.Contains(@"\Deleted"));
        session.Close();
    }

    private async Task StatusAsync(ModelSession session, CancellationToken cancellationToken)
    {
        var name = Pick(Names);
        var responses = await session.Connection.CommandAsync($"STATUS {Wire(session, name)} (MESSAGES UIDNEXT UNSEEN DELETED SIZE{(session.IsRev2 ? "" : " RECENT")})", cancellationToken);
        if (account.Selectable(name) is { } mailbox)
        {
            Status(session, responses, "OK");
            var wanted = $"(MESSAGES {mailbox.Messages.Count} UIDNEXT {mailbox.UidNext} UNSEEN {mailbox.Messages.Count(static message => !message.Flags.Contains(@"\Seen"))} " +
                $"DELETED {mailbox.Messages.Count(static message => message.Flags.Contains(@"\Deleted"))} SIZE {mailbox.Messages.Sum(static message => message.Text.Length)}";
            var line = responses.Find(static line => line.StartsWith("* STATUS ", StringComparison.Ordinal)) ?? "";
            session.True(line.Contains(wanted + (session.IsRev2 ? ")" : " RECENT "), StringComparison.Ordinal), "STATUS is not " + wanted);
            if (!session.IsRev2)
            {
                // It counts UIDs and reads no rows: those of messages that are gone again may be among them.
                var told = int.Parse(line[(line.LastIndexOf(' ') + 1)..^1], CultureInfo.InvariantCulture);
                var least = mailbox.Messages.Count(message => message.Uid >= mailbox.RecentFloor);
                session.True(told >= least && told <= Math.Min(mailbox.Messages.Count, mailbox.UidNext - mailbox.RecentFloor), $"STATUS tells {told} recent messages, and there are {least}");
            }
        }
        else if (account.Mailboxes.ContainsKey(name))
        {
            Status(session, responses, "NO [CANNOT]");
        }
        else
        {
            Status(session, responses, "NO [NONEXISTENT]");
        }

        session.Take(responses, mayExpunge: true);
    }

    private async Task ListAsync(ModelSession session, CancellationToken cancellationToken)
    {
        var isLsub = random.Next(3) == 0;
        var responses = await session.Connection.CommandAsync(isLsub ? "LSUB \"\" \"*\"" : "LIST \"\" \"*\"", cancellationToken);
        Status(session, responses, "OK");
        var found = responses.Where(line => line.StartsWith(isLsub ? "* LSUB " : "* LIST ", StringComparison.Ordinal)).Select(ModelAnswers.NameIn).Order(StringComparer.Ordinal);
        var wanted = (isLsub ? account.Subscriptions : account.Mailboxes.Keys.AsEnumerable()).Select(name => isLsub ? ListedName(session, name) + (account.Mailboxes.GetValueOrDefault(name) is { IsNoselect: true } ? @" \Noselect" : "") : Listed(session, name)).Order(StringComparer.Ordinal);
        session.Same("LIST", string.Join('|', found), string.Join('|', wanted));
        session.Take(responses, mayExpunge: true);
    }

    private async Task MailboxAsync(ModelSession session, CancellationToken cancellationToken)
    {
        var name = Pick(Names[3..]);
        List<string> responses;
        switch (random.Next(5))
        {
            case 0 or 1:
                responses = await session.Connection.CommandAsync($"CREATE {Wire(session, name)}", cancellationToken);
                Status(session, responses, account.Create(name) ? "OK" : "NO [ALREADYEXISTS]");
                break;
            case 2:
                responses = await session.Connection.CommandAsync($"DELETE {Wire(session, name)}", cancellationToken);
                if (!account.Mailboxes.ContainsKey(name))
                {
                    Status(session, responses, "NO [NONEXISTENT]");
                }
                else if (account.HasChildren(name) && account.Selectable(name) is null)
                {
                    Status(session, responses, "NO [HASCHILDREN]");
                }
                else
                {
                    Status(session, responses, "OK");
                    account.Delete(name);
                }

                break;
            case 3:
                var to = Pick(Names[3..]) + (random.Next(2) == 0 ? "" : " 2");
                responses = await session.Connection.CommandAsync($"RENAME {Wire(session, name)} {Wire(session, to)}", cancellationToken);
                if (!account.Mailboxes.ContainsKey(name))
                {
                    Status(session, responses, "NO [NONEXISTENT]");
                }
                else if (account.Mailboxes.ContainsKey(to))
                {
                    Status(session, responses, "NO [");
                }
                else if (to.StartsWith(name + "/", StringComparison.Ordinal))
                {
                    Status(session, responses, "NO [CANNOT]");
                }
                else
                {
                    Status(session, responses, "OK");
                    account.Rename(name, to);
                }

                break;
            default:
                var subscribes = random.Next(2) == 0;
                responses = await session.Connection.CommandAsync($"{(subscribes ? "SUBSCRIBE" : "UNSUBSCRIBE")} {Wire(session, name)}", cancellationToken);
                Status(session, responses, "OK");
                _ = subscribes ? account.Subscriptions.Add(name) : account.Subscriptions.Remove(name);
                break;
        }

        session.Take(responses, mayExpunge: true);
    }

    /// <summary>A set of numbers or UIDs, and what it names in the session's view.</summary>
    private string SomeSet(ModelSession session, bool byUid, out List<ModelSession.Entry> chosen, out bool isBad)
    {
        var count = session.View.Count;
        isBad = false;
        var first = random.Next(1, count + 2);
        var last = random.Next(4) == 0 ? count : Math.Min(first + random.Next(3), count + 1);
        if (byUid)
        {
            var from = first <= count ? session.View[first - 1].Message.Uid : (session.View.LastOrDefault()?.Message.Uid ?? 0) + 1;
            var to = Math.Max(from, last >= 1 && last <= count ? session.View[last - 1].Message.Uid : from);
            chosen = session.View.FindAll(entry => entry.Message.Uid >= from && entry.Message.Uid <= to);
            return $"{from}:{to}";
        }

        (first, last) = (Math.Min(first, Math.Max(last, 1)), Math.Max(first, Math.Max(last, 1)));
        isBad = last > count;
        chosen = isBad ? [] : session.View.GetRange(first - 1, last - first + 1);
        return $"{first}:{last}";
    }

    private List<string> SomeFlags() => [.. Flags.Where(_ => random.Next(4) == 0)];

    private T Pick<T>(IReadOnlyList<T> among) => among[random.Next(among.Count)];

    private static string FlagKey(string flag) => flag[0] == '\\' ? flag[1..].ToUpperInvariant() : "KEYWORD " + flag;

    /// <summary>A name as it is sent: in UTF-8, as octets, for rev2, and in modified UTF-7 before it.</summary>
    private static string Wire(ModelSession session, string name)
    {
        var text = ListedName(session, name);
        return text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '&' or '-') ? text : $"\"{text}\"";
    }

    private static string ListedName(ModelSession session, string name) =>
        session.IsRev2 ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name)) : name.Replace("Grüße", "Gr&APwA3w-e", StringComparison.Ordinal);

    /// <summary>A name with its attributes, as LIST must tell them.</summary>
    private string Listed(ModelSession session, string name) =>
        ListedName(session, name) + (account.Mailboxes[name].IsNoselect ? @" \Noselect" : "") + (account.HasChildren(name) ? @" \HasChildren" : @" \HasNoChildren");

    private static string Code(List<string> responses, string code)
    {
        var line = responses.Find(line => line.StartsWith($"* OK [{code} ", StringComparison.Ordinal)) ?? "";
        return line.Length == 0 ? "0" : line[(code.Length + 7)..line.IndexOf(']', StringComparison.Ordinal)];
    }

    private static void Status(ModelSession session, List<string> responses, string wanted)
    {
        var status = responses[^1][(responses[^1].IndexOf(' ', StringComparison.Ordinal) + 1)..];
        session.True(status.StartsWith(wanted, StringComparison.Ordinal), $"the answer is '{status}', expected '{wanted}'");
    }
}
