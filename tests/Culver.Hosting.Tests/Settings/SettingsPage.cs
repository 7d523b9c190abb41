using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace Culver.Hosting.Tests.Settings;

/// <summary>Writes the reference page of the settings from the options' doc comments and defaults.</summary>
internal sealed class SettingsPage
{
    private readonly StringBuilder _page = new();
    private readonly Dictionary<string, XElement> _comments = new(StringComparer.Ordinal);

    public static string Write()
    {
        var page = new SettingsPage();
        page._page.Append("""
            # Settings

            <!-- Written by the tests of Culver.Hosting from the doc comments; see CONTRIBUTING.md. -->

            Settings come, lowest first, from the defaults below, from `culver.json` in the working folder (or the file named by
            `--config`), from environment variables, and from the command line. In the file, groups are objects:

            ```json
            { "Domain": "example.org", "Listen": { "Imap": "*:143", "Imaps": "*:993" } }
            ```

            In the environment, `CULVER__` goes before and `__` stands between: `CULVER__Listen__Imap=*:143`. Items of lists are
            numbered: `CULVER__Listen__TrustedProxies__0=192.0.2.1`. A key that does not exist is an error, and the server says
            which existing one is nearest. Times are written `hours:minutes:seconds`, days before them with a dot: `1.00:00:00`.


            """);
        page.Group("", "General", typeof(CulverOptions), new CulverOptions());
        return page._page.ToString().ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
    }

    private void Group(string path, string title, Type type, object? defaults)
    {
        var settings = SettingsReader.SettingsOf(type).ToArray();
        _page.Append(CultureInfo.InvariantCulture, $"## {title}\n\n");
        if (path.Length > 0)
            _page.Append(CultureInfo.InvariantCulture, $"{Summary("T:" + type.FullName, type.Assembly)}\n\n");
        var single = settings.Where(static setting => !SettingsReader.IsGroup(setting.PropertyType)).ToArray();
        if (single.Length > 0)
        {
            _page.Append("| setting | default | meaning |\n|---|---|---|\n");
            foreach (var setting in single)
                Row(path, setting, defaults is null ? null : setting.GetValue(defaults));
            _page.Append('\n');
        }

        foreach (var setting in settings.Where(static setting => SettingsReader.IsGroup(setting.PropertyType)))
            Group($"{path}{setting.Name}:", $"{path}{setting.Name}", setting.PropertyType, defaults is null ? null : setting.GetValue(defaults));
        foreach (var setting in single)
        {
            if (SettingsReader.IsList(setting.PropertyType, out var element) && SettingsReader.IsGroup(element))
                Group($"{path}{setting.Name}:0:", $"{path}{setting.Name}:0", element, Activator.CreateInstance(element));
        }
    }

    private void Row(string path, PropertyInfo setting, object? value)
    {
        var type = Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType;
        var meaning = Summary($"P:{setting.DeclaringType!.FullName}.{setting.Name}", setting.DeclaringType.Assembly);
        if (type.IsEnum)
            meaning += $" One of {string.Join(", ", Enum.GetNames(type).Select(static name => $"`{name}`"))}.";
        _page.Append(CultureInfo.InvariantCulture, $"| `{path}{setting.Name}` | {Shown(value)} | {meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
    }

    private static string Shown(object? value) => value switch
    {
        null or "" => "",
        bool flag => flag ? "`true`" : "`false`",
        string text => $"`{text}`",
        IEnumerable list => string.Join(", ", list.Cast<object>().Select(static item => $"`{item}`")),
        IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => $"`{value}`",
    };

    private string Summary(string member, Assembly assembly)
    {
        if (!_comments.ContainsKey("A:" + assembly.FullName))
        {
            _comments["A:" + assembly.FullName] = new("read");
            foreach (var entry in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member"))
                _comments[entry.Attribute("name")!.Value] = entry;
        }

        var summary = _comments.TryGetValue(member, out var comment) ? comment.Element("summary") : null;
        return summary is null ? throw new InvalidOperationException($"{member} has no doc comment.") : string.Join(' ', Text(summary).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Text(XElement element) => string.Concat(element.Nodes().Select(static node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" or "paramref" } reference => $"`{Name(reference)}`",
        XElement other => Text(other),
        _ => "",
    }));

    private static string Name(XElement reference)
    {
        var name = reference.Attribute("cref")?.Value ?? reference.Attribute("langword")?.Value ?? reference.Attribute("name")?.Value ?? reference.Value;
        return name[(name.LastIndexOfAny(['.', ':']) + 1)..];
    }
}
