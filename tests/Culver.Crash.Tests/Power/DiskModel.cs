// A disk that keeps only what it was asked to. The rules (docs/adr/0009-power-failure.md):
// - A file's octets are durable after a sync of the file; its name is durable after a sync of the folder that holds it. Neither brings the other.
// - What was not synced may be there in whole, in part, or not at all, whatever came later.
// - A sync that failed forgets what it did not write: programs still read it, later syncs do not write it, and the disk has any part of it.
// - Names in one folder become durable in the order in which they were made. A rename or a link is there or not, never half.
namespace Culver.Crash.Tests.Power;

/// <summary>A disk that a record is played back on, and that can lose its power at any moment of it.</summary>
internal sealed class DiskModel
{
    private readonly DiskNode _root = new(isFolder: true);
    private readonly Dictionary<ulong, DiskNode> _nodes = [];
    // Changes of names that are not durable yet, in the order in which they were made.
    private readonly LinkedList<NameChange> _changes = [];

    /// <summary>Whether a folder is open there, or a file.</summary>
    public bool IsFolder(ulong id) => _nodes[id].IsFolder;

    /// <summary>Plays back one change.</summary>
    public void Apply(DiskRecord record)
    {
        switch (record.Kind)
        {
            case DiskRecordKind.Create:
                Make(record, new(isFolder: false));
                break;
            case DiskRecordKind.MakeFolder when record.Path.Length == 0:
                _nodes[record.Id] = _root;
                break;
            case DiskRecordKind.MakeFolder:
                Make(record, new(isFolder: true));
                break;
            case DiskRecordKind.Write:
                _nodes[record.Id].Write(new(record.Number, record.Bytes));
                break;
            case DiskRecordKind.Truncate:
                _nodes[record.Id].Write(new(record.Number, null));
                break;
            case DiskRecordKind.Sync:
                Sync(_nodes[record.Id]);
                break;
            case DiskRecordKind.FailedSync:
                _nodes[record.Id].FailSync();
                break;
            case DiskRecordKind.Remove:
                // A socket or a pipe is not written down when it is made.
                if (Find(record.Path, out var folder, out var name) is not null)
                    Change(new([new(folder, name, null)]));
                break;
            case DiskRecordKind.Rename:
                var renamed = Find(record.Path, out var from, out var old)!;
                _ = Find(record.Target, out var to, out var next);
                Change(new([new(from, old, null), new(to, next, renamed)]));
                break;
            case DiskRecordKind.Link:
                var linked = Find(record.Path, out _, out _)!;
                _ = Find(record.Target, out var where, out var other);
                Change(new([new(where, other, linked)]));
                break;
            default:
                throw new InvalidDataException($"'{record.Kind}' is no kind of record.");
        }
    }

    /// <summary>What a power failure leaves at this moment, written into a folder.</summary>
    public void Fail(string folder, Random random)
    {
        var names = new Dictionary<DiskNode, Dictionary<string, DiskNode>>();
        var stopped = new HashSet<DiskNode>();
        var last = random.Next(3) == 0 ? 0 : random.Next(_changes.Count + 1);
        foreach (var change in _changes)
        {
            if (last-- > 0 && !change.Parts.Any(part => stopped.Contains(part.Folder)) && random.Next(8) > 0)
            {
                foreach (var part in change.Parts)
                    part.ApplyTo(NamesIn(part.Folder));
            }
            else
            {
                foreach (var part in change.Parts)
                    stopped.Add(part.Folder);
            }
        }

        var files = new Dictionary<DiskNode, byte[]>();
        WriteFolder(folder, _root);

        Dictionary<string, DiskNode> NamesIn(DiskNode node)
        {
            if (!names.TryGetValue(node, out var there))
                names.Add(node, there = new(node.DurableNames, StringComparer.Ordinal));
            return there;
        }

        void WriteFolder(string path, DiskNode node)
        {
            Directory.CreateDirectory(path);
            foreach (var (name, child) in NamesIn(node))
            {
                var below = Path.Combine(path, name);
                if (child.IsFolder)
                {
                    WriteFolder(below, child);
                    continue;
                }

                if (!files.TryGetValue(child, out var bytes))
                    files.Add(child, bytes = child.Fail(random));
                File.WriteAllBytes(below, bytes);
            }
        }
    }

    private void Make(DiskRecord record, DiskNode node)
    {
        _nodes[record.Id] = node;
        _ = Find(record.Path, out var folder, out var name);
        Change(new([new(folder, name, node)]));
    }

    private void Change(NameChange change)
    {
        foreach (var part in change.Parts)
            part.ApplyTo(part.Folder.Names);
        _changes.AddLast(change);
    }

    private void Sync(DiskNode node)
    {
        if (!node.IsFolder)
        {
            node.Sync();
            return;
        }

        // Names of the folder up to now; and, where a rename ties two folders, what came before it in the other one.
        var folders = new HashSet<DiskNode> { node };
        var durable = new List<LinkedListNode<NameChange>>();
        for (var change = _changes.Last; change is not null; change = change.Previous)
        {
            if (!change.Value.Parts.Any(part => folders.Contains(part.Folder)))
                continue;
            durable.Add(change);
            folders.UnionWith(change.Value.Parts.Select(static part => part.Folder));
        }

        durable.Reverse();
        foreach (var change in durable)
        {
            foreach (var part in change.Value.Parts)
                part.ApplyTo(part.Folder.DurableNames);
            _changes.Remove(change);
        }
    }

    private DiskNode? Find(string path, out DiskNode folder, out string name)
    {
        var steps = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        folder = _root;
        foreach (var step in steps[..^1])
            folder = folder.Names[step];
        name = steps[^1];
        return folder.Names.GetValueOrDefault(name);
    }

    /// <summary>Names that change together.</summary>
    private sealed record NameChange(NamePart[] Parts);

    /// <summary>A name in a folder, and what it names from now on; null for nothing.</summary>
    private readonly record struct NamePart(DiskNode Folder, string Name, DiskNode? Node)
    {
        public void ApplyTo(Dictionary<string, DiskNode> names)
        {
            if (Node is null)
                names.Remove(Name);
            else
                names[Name] = Node;
        }
    }
}
