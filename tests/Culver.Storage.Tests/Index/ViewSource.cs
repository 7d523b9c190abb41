using Xunit;

namespace Culver.Storage.Tests.Index;

/// <summary>An account of one mailbox, as views see it.</summary>
internal sealed class ViewSource(IndexModel model) : IMailboxSource
{
    public IndexModel Model { get; } = model;

    public MailboxName Name { get; set; } = MailboxName.Inbox;

    public bool Selectable { get; set; } = true;

    public bool Gone { get; set; }

    public bool LatestGone { get; set; }

    public int Loads { get; private set; }

    public int Detached { get; private set; }

    public List<MailboxView> Views { get; } = [];

    public Action? Looking { get; set; }

    public MailboxInfo? Newest(MailboxId mailbox)
    {
        Looking?.Invoke();
        return Gone ? null : Model.Info with { Name = Name, IsSelectable = Selectable };
    }

    public ValueTask<LatestMailbox?> LatestAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        Loads++;
        return new(Gone || LatestGone ? null : new LatestMailbox(Model.Info with { Name = Name }, Model.Snapshot));
    }

    public ValueTask<UidSet> VanishedSinceAsync(MailboxId mailbox, ModSeq since, UidSet among, CancellationToken cancellationToken)
    {
        Assert.All(Views, view => Assert.True(view.HoldsFrom <= since || view.Told.HighestModSeq != since));
        return new(UidSet.From(Model.Vanished.Where(pair => pair.Value > since.Value).Select(pair => new Uid(pair.Key))).Intersect(among));
    }

    public void Attach(MailboxView view) => Views.Add(view);

    public void Detach(MailboxView view)
    {
        Detached++;
        Views.Remove(view);
    }
}
