using Xunit;

namespace Culver.Storage.Tests.Contract;

/// <summary>Random operations against a plain model of an account, compared after every one and after every restart.</summary>
public abstract class ModelContract<TEngine> : StorageContract<TEngine>
    where TEngine : IContractEngine, new()
{
    private static readonly string[] Names = ["INBOX", "Sent", "a", "a/b", "a/b/c", "d"];
    private static readonly string[] Keywords = ["$One", "$two", "$ONE", "Three", "three"];

    private readonly Dictionary<string, Mailbox> _model = [];
    private long _newestUidValidity;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Any_operations_leave_what_a_plain_model_says(int seed)
    {
        var random = new Random(seed);
        foreach (var info in Account.Mailboxes.ById.Values)
            Know(info.Name.Text);
        for (var step = 0; step < 120; step++)
        {
            var what = await StepAsync(random);
            try
            {
                await CompareAsync();
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}, step {step}: {what}", failure);
            }
        }
    }

    private async Task<string> StepAsync(Random random)
    {
        var name = Names[random.Next(Names.Length)];
        var other = Names[random.Next(Names.Length)];
        switch (random.Next(16))
        {
            case 0:
                await CreateOneAsync(name);
                return $"create {name}";
            case 1 when random.Next(3) == 0:
                await DeleteOneAsync(name);
                return $"delete {name}";
            case 2 when random.Next(3) == 0:
                await RenameOneAsync(name, other);
                return $"rename {name} {other}";
            case 3 or 4:
                await MoveOrCopyAsync(name, other, RandomUids(random), moves: true);
                return $"move {name} {other}";
            case 5 or 6:
                await MoveOrCopyAsync(name, other, RandomUids(random), moves: false);
                return $"copy {name} {other}";
            case 7 or 8:
                await ExpungeSomeAsync(name, RandomUids(random));
                return $"expunge {name}";
            case 9 when random.Next(4) == 0:
                await ReopenAsync();
                return "reopen";
            case 10 when random.Next(4) == 0:
                await CrashAsync();
                return "crash";
            case < 12:
                await AppendSomeAsync(name, random);
                return $"append {name}";
            default:
                await StoreSomeAsync(name, random);
                return $"store {name}";
        }
    }

    private async Task CreateOneAsync(string name)
    {
        var result = await Account.CreateMailboxAsync(Name(name), SpecialUse.None, default);
        if (_model.TryGetValue(name, out var present) && present.IsSelectable)
        {
            Is<MailboxResult.AlreadyExists>(result);
            return;
        }

        Is<MailboxResult.Done>(result);
        _model.Remove(name);
        KnowParents(name);
        Know(name);
    }

    private async Task DeleteOneAsync(string name)
    {
        var result = await Account.DeleteMailboxAsync(Name(name), default);
        var hasChildren = _model.Keys.Any(other => other.StartsWith(name + "/", StringComparison.Ordinal));
        if (name == "INBOX")
        {
            Is<MailboxResult.Forbidden>(result);
        }
        else if (!_model.TryGetValue(name, out var mailbox))
        {
            Is<MailboxResult.NotFound>(result);
        }
        else if (!hasChildren || mailbox.IsSelectable)
        {
            Is<MailboxResult.Done>(result);
            _model.Remove(name);
            if (hasChildren)
                Know(name, isSelectable: false);
        }
        else
        {
            Is<MailboxResult.HasChildren>(result);
        }
    }

    private async Task RenameOneAsync(string from, string to)
    {
        var result = await Account.RenameMailboxAsync(Name(from), Name(to), default);
        if (!_model.TryGetValue(from, out var mailbox))
        {
            Is<MailboxResult.NotFound>(result);
        }
        else if (_model.ContainsKey(to))
        {
            Is<MailboxResult.AlreadyExists>(result);
        }
        else if (from == "INBOX")
        {
            Is<MailboxResult.Done>(result);
            KnowParents(to);
            Know(to);
            _model[to].Messages = mailbox.Messages;
            _model[to].UidNext = mailbox.UidNext;
            mailbox.Messages = [];
        }
        else if (to.StartsWith(from + "/", StringComparison.Ordinal))
        {
            Is<MailboxResult.Forbidden>(result);
        }
        else
        {
            Is<MailboxResult.Done>(result);
            KnowParents(to);
            foreach (var name in _model.Keys.Where(name => name == from || name.StartsWith(from + "/", StringComparison.Ordinal)).ToArray())
            {
                _model[to + name[from.Length..]] = _model[name];
                _model.Remove(name);
            }
        }
    }

    private async Task AppendSomeAsync(string name, Random random)
    {
        var flags = RandomFlags(random);
        if (!_model.TryGetValue(name, out var mailbox) || !mailbox.IsSelectable)
            return;
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var text = Text($"{name} {random.Next()}", body: new string('b', random.Next(10) == 0 ? Engine.Threshold : random.Next(50)));
            var appended = await AppendAsync(name, text, flags);
            Assert.Equal(mailbox.UidNext, appended.Uid.Value);
            mailbox.Messages.Add(mailbox.UidNext++, new(appended.EmailId, text.Length, flags.System, Named(flags)));
        }
    }

    private async Task StoreSomeAsync(string name, Random random)
    {
        if (!_model.TryGetValue(name, out var mailbox) || !mailbox.IsSelectable)
            return;
        var uids = RandomUids(random);
        var flags = RandomFlags(random);
        var operation = (FlagOperation)random.Next(3);
        var expected = new List<uint>();
        foreach (var (uid, message) in mailbox.Messages.Where(pair => uids.Contains(new(pair.Key))).ToArray())
        {
            var named = Named(flags);
            var after = operation switch
            {
                FlagOperation.Add => message with { System = message.System | flags.System, Keywords = [.. message.Keywords.Union(named)] },
                FlagOperation.Remove => message with { System = message.System & ~flags.System, Keywords = [.. message.Keywords.Except(named)] },
                _ => message with { System = flags.System, Keywords = named },
            };
            if (after.System != message.System || !after.Keywords.SetEquals(message.Keywords))
                expected.Add(uid);
            mailbox.Messages[uid] = after;
        }

        Assert.Equal(Uids([.. expected]), (await StoreAsync(name, uids, new(operation, flags))).Changed);
    }

    private async Task ExpungeSomeAsync(string name, UidSet uids)
    {
        if (!_model.TryGetValue(name, out var mailbox) || !mailbox.IsSelectable)
            return;
        var expected = mailbox.Messages.Where(pair => uids.Contains(new(pair.Key)) && pair.Value.System.HasFlag(SystemFlags.Deleted)).Select(pair => pair.Key).ToArray();
        var result = Is<ExpungeResult.Expunged>(await Account.ExpungeAsync(Info(name).Id, uids, default));
        Assert.Equal(Uids(expected), result.Uids);
        foreach (var uid in expected)
            mailbox.Messages.Remove(uid);
    }

    private async Task MoveOrCopyAsync(string from, string to, UidSet uids, bool moves)
    {
        if (!_model.TryGetValue(from, out var source) || !source.IsSelectable || !_model.TryGetValue(to, out var destination) || !destination.IsSelectable)
            return;
        var copied = Is<CopyResult.Copied>(await (moves
            ? Account.MoveAsync(Info(from).Id, uids, Info(to).Id, default)
            : Account.CopyAsync(Info(from).Id, uids, Info(to).Id, default)));
        var pairs = new List<CopiedMessage>();
        foreach (var (uid, message) in source.Messages.Where(pair => uids.Contains(new(pair.Key))).ToArray())
        {
            pairs.Add(new(new(uid), new(destination.UidNext)));
            if (moves)
                source.Messages.Remove(uid);
            destination.Messages.Add(destination.UidNext++, message);
        }

        Assert.Equal(pairs, copied.Uids);
    }

    private async Task CompareAsync()
    {
        Assert.Equal(_model.Keys.Order(StringComparer.Ordinal), Account.Mailboxes.ByName.Keys.Select(name => name.Text).Order(StringComparer.Ordinal));
        foreach (var (name, mailbox) in _model)
        {
            var info = Info(name);
            Assert.Equal((mailbox.Id, mailbox.UidValidity, mailbox.IsSelectable), (info.Id, info.UidValidity.Value, info.IsSelectable));
            Assert.Equal(mailbox.UidNext, info.UidNext.Value);
            Assert.Equal(
                (mailbox.Messages.Count,
                    mailbox.Messages.Values.Count(message => !message.System.HasFlag(SystemFlags.Seen)),
                    mailbox.Messages.Values.Count(message => message.System.HasFlag(SystemFlags.Deleted)),
                    mailbox.Messages.Values.Sum(message => message.Size)),
                (info.Messages, info.Unseen, info.Deleted, info.Bytes));
            if (!mailbox.IsSelectable)
                continue;
            var rows = await RowsAsync(name);
            var all = rows.RunsFrom(new(1)).SelectMany(run => run.ToArray()).ToArray();
            Assert.Equal(mailbox.Messages.Select(pair => (pair.Key, pair.Value.Size, pair.Value.System)), all.Select(row => (row.Uid.Value, row.Size, rows.FlagsOf(row).System)));
            for (var next = 0; next < all.Length;)
            {
                using var batch = await Account.ReadMessagesAsync(all.AsMemory(next), MessageParts.Ids, default);
                for (var i = 0; i < batch.Count; i++, next++)
                {
                    var message = mailbox.Messages[all[next].Uid.Value];
                    Assert.Equal(message.Email, batch[i].EmailId);
                    var bits = rows.FlagsOf(all[next]).Keywords;
                    Assert.Equal(message.Keywords, rows.Keywords.Where((_, bit) => !(bits & Bits128.Bit(bit)).IsZero).Select(keyword => keyword.ToUpperInvariant()).ToHashSet());
                }
            }
        }
    }

    private void KnowParents(string name)
    {
        for (var cut = name.IndexOf('/', StringComparison.Ordinal); cut > 0; cut = name.IndexOf('/', cut + 1))
        {
            if (!_model.ContainsKey(name[..cut]))
                Know(name[..cut]);
        }
    }

    private void Know(string name, bool isSelectable = true)
    {
        var info = Info(name);
        Assert.DoesNotContain(_model.Values, mailbox => mailbox.Id == info.Id);
        _newestUidValidity = Math.Max(_newestUidValidity, info.UidValidity.Value);
        _model[name] = new(info.Id, info.UidValidity.Value, isSelectable);
    }

    private static UidSet RandomUids(Random random) =>
        UidSet.From(Enumerable.Range(0, random.Next(1, 4)).Select(_ => new Uid((uint)random.Next(1, 40))).Select(uid => new UidRange(uid, new(uid.Value + (uint)random.Next(6)))));

    private static MessageFlags RandomFlags(Random random) =>
        Flags((SystemFlags)random.Next(32), [.. Keywords.Where(_ => random.Next(4) == 0)]);

    private static HashSet<string> Named(MessageFlags flags) => [.. flags.Keywords.Select(keyword => keyword.ToUpperInvariant())];

    private sealed class Mailbox(MailboxId id, uint uidValidity, bool isSelectable)
    {
        public MailboxId Id => id;

        public uint UidValidity => uidValidity;

        public bool IsSelectable => isSelectable;

        public uint UidNext { get; set; } = 1;

        public SortedDictionary<uint, Message> Messages { get; set; } = [];
    }

    private sealed record Message(EmailId Email, long Size, SystemFlags System, HashSet<string> Keywords);
}
