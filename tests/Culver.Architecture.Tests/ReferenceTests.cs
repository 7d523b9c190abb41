using System.Xml.Linq;
using Xunit;

namespace Culver.Architecture.Tests;

/// <summary>The arrows of ARCHITECTURE.md, so that drawing and code cannot drift apart.</summary>
public sealed class ReferenceTests
{
    // Part, and all it may reference. Whoever adds an arrow here changes the architecture, and its page.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Culver.Mime"] = [],
        ["Culver.Sasl"] = [],
        ["Culver.Dns"] = [],
        ["Culver.Connections"] = [],
        ["Culver.Storage"] = ["Culver.Mime"],
        ["Culver.Storage.Sqlite"] = ["Culver.Storage"],
        ["Culver.Storage.Postgres"] = ["Culver.Storage"],
        ["Culver.Identity"] = ["Culver.Sasl", "Culver.Storage"],
        ["Culver.Imap"] = ["Culver.Connections", "Culver.Sasl", "Culver.Mime", "Culver.Storage", "Culver.Identity"],
        ["Culver.Pop3"] = ["Culver.Connections", "Culver.Sasl", "Culver.Storage", "Culver.Identity"],
        ["Culver.Smtp"] = ["Culver.Connections", "Culver.Sasl", "Culver.Mime", "Culver.Identity", "Culver.Dns"],
        ["Culver.MailAuth"] = ["Culver.Mime", "Culver.Dns"],
        ["Culver.Delivery"] = ["Culver.Smtp", "Culver.MailAuth", "Culver.Storage", "Culver.Identity", "Culver.Dns"],
        ["Culver.Testing"] = ["Culver.Hosting"],
        ["Culver"] = ["Culver.Hosting"],
    };

    private static readonly string[] Protocols = ["Culver.Imap", "Culver.Pop3", "Culver.Smtp", "Culver.Jmap", "Culver.ManageSieve"];

    private static readonly string[] Pure = ["Culver.Mime", "Culver.Sasl"];

    public static TheoryData<string> Projects() => [.. ProjectFiles().Select(static file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_part_references_only_what_the_architecture_allows(string project)
    {
        var references = References(project);
        // Hosting composes everything; nothing composes Hosting but the executable and the test package.
        if (project == "Culver.Hosting")
        {
            Assert.DoesNotContain("Culver", references);
            Assert.DoesNotContain("Culver.Testing", references);
            return;
        }

        Assert.True(Allowed.TryGetValue(project, out var allowed), $"{project} is not in the table of parts.");
        Assert.Empty(references.Except(allowed!));
    }

    [Fact]
    public void Protocols_never_reference_one_another()
    {
        foreach (var protocol in Protocols.Where(static name => File.Exists(ProjectFile(name))))
            Assert.Empty(References(protocol).Intersect(Protocols));
    }

    [Fact]
    public void Pure_parts_touch_no_socket_disk_or_clock()
    {
        string[] forbidden = ["System.Net.Sockets", "File.", "FileStream", "Directory.", "TimeProvider", "Stopwatch", "Socket("];
        var found = Repository.Product
            .Where(static file => Pure.Contains(file.Project))
            .SelectMany(file => file.Lines.Where(static line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                .Where(line => forbidden.Any(word => line.Contains(word, StringComparison.Ordinal)))
                .Select(line => $"{file.Path}: {line.Trim()}"));
        Assert.Empty(found);
    }

    [Fact]
    public void No_protocol_part_opens_a_file()
    {
        var found = Repository.Product
            .Where(static file => Protocols.Contains(file.Project))
            .SelectMany(file => file.Lines.Where(static line => line.Contains("FileStream", StringComparison.Ordinal) || line.Contains("File.Open", StringComparison.Ordinal) || line.Contains("File.Read", StringComparison.Ordinal) || line.Contains("File.Write", StringComparison.Ordinal))
                .Select(line => $"{file.Path}: {line.Trim()}"));
        Assert.Empty(found);
    }

    [Fact]
    public void Every_package_has_a_comment_why_it_is_there()
    {
        var lines = File.ReadAllLines(Repository.PathOf("Directory.Packages.props"));
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Contains("<PackageVersion", StringComparison.Ordinal))
                Assert.Contains("-->", lines[i - 1], StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> ProjectFiles() => Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories);

    private static string ProjectFile(string project) => Repository.PathOf($"src/{project}/{project}.csproj");

    private static string[] References(string project) =>
        [.. XDocument.Load(ProjectFile(project)).Descendants("ProjectReference").Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))];
}
