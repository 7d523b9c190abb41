// Settings onto options objects. The ordinary binder stops at the first value it cannot convert and passes over keys it
// does not know; a mail server that silently ignores "Impa:…" is a trap. Here every error of every source is collected,
// and an unknown key is answered with the nearest one that exists.
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Culver.Hosting;

/// <summary>Reads a configuration onto an options object and everything below it.</summary>
public static class SettingsReader
{
    /// <summary>Sets the properties of <paramref name="options"/> that <paramref name="configuration"/> names.</summary>
    /// <exception cref="SettingsException">A key is unknown, or a value cannot be what it should be.</exception>
    public static void Apply(IConfiguration configuration, object options)
    {
        var errors = new List<string>();
        Apply(configuration, configuration.GetChildren(), options, errors);
        if (errors.Count > 0)
            throw new SettingsException(errors);
    }

    /// <summary>The settings of an options type: public properties that can be set, or that hold more settings, and are not hidden.</summary>
    internal static IEnumerable<PropertyInfo> SettingsOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => property.GetIndexParameters().Length == 0
                && property.GetCustomAttribute<BrowsableAttribute>() is not { Browsable: false }
                && (property.SetMethod is { IsPublic: true } || IsGroup(property.PropertyType) || IsList(property.PropertyType, out _)))
            .OrderBy(static property => property.MetadataToken);

    /// <summary>Whether a property holds settings of its own.</summary>
    internal static bool IsGroup(Type type) =>
        type.IsClass && type != typeof(string) && !IsList(type, out _) && type.Namespace?.StartsWith("Culver", StringComparison.Ordinal) == true;

    /// <summary>Whether a property holds several values.</summary>
    internal static bool IsList(Type type, out Type element)
    {
        element = typeof(object);
        if (type == typeof(string))
            return false;
        var list = type.GetInterfaces().Append(type).FirstOrDefault(static contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ICollection<>));
        if (list is null)
            return false;
        element = list.GetGenericArguments()[0];
        return true;
    }

    private static void Apply(IConfiguration root, IEnumerable<IConfigurationSection> sections, object options, List<string> errors)
    {
        var settings = SettingsOf(options.GetType()).ToDictionary(static property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var section in sections)
        {
            if (!settings.TryGetValue(section.Key, out var property))
            {
                var near = NearestName.Of(section.Key, settings.Values.Select(static known => known.Name));
                errors.Add($"{SettingsSources.Describe(root, section.Path)}: there is no such setting.{(near is null ? "" : $" Did you mean {Sibling(section.Path, near)}?")}");
            }
            else if (IsGroup(property.PropertyType))
            {
                if (section.Value is { Length: > 0 })
                    errors.Add($"{SettingsSources.Describe(root, section.Path)}: this is a group of settings, not a value.");
                var group = property.GetValue(options);
                if (group is null)
                    property.SetValue(options, group = Activator.CreateInstance(property.PropertyType)!);
                Apply(root, section.GetChildren(), group, errors);
            }
            else if (IsList(property.PropertyType, out var element))
            {
                ApplyList(root, section, property, options, element, errors);
            }
            else if (section.GetChildren().Any())
            {
                errors.Add($"{SettingsSources.Describe(root, section.Path)}: this is a single value, not a group of settings.");
            }
            else if (TryConvert(section.Value, property.PropertyType, out var value, out var expected))
            {
                property.SetValue(options, value);
            }
            else
            {
                errors.Add($"{SettingsSources.Describe(root, section.Path)}: '{section.Value}' is not {expected}.");
            }
        }
    }

    private static void ApplyList(IConfiguration root, IConfigurationSection section, PropertyInfo property, object options, Type element, List<string> errors)
    {
        // What is set replaces the default; a lone value is a list of one.
        var list = property.GetValue(options)!;
        var contract = typeof(ICollection<>).MakeGenericType(element);
        var add = contract.GetMethod(nameof(ICollection<object>.Add))!;
        contract.GetMethod(nameof(ICollection<object>.Clear))!.Invoke(list, null);
        IEnumerable<IConfigurationSection> items = section.GetChildren();
        if (section.Value is { Length: > 0 })
            items = items.Prepend(section);
        foreach (var item in items)
        {
            if (IsGroup(element))
            {
                var entry = Activator.CreateInstance(element)!;
                Apply(root, item.GetChildren(), entry, errors);
                add.Invoke(list, [entry]);
            }
            else if (TryConvert(item.Value, element, out var value, out var expected))
            {
                add.Invoke(list, [value]);
            }
            else
            {
                errors.Add($"{SettingsSources.Describe(root, item.Path)}: '{item.Value}' is not {expected}.");
            }
        }
    }

    private static bool TryConvert(string? text, Type type, out object? value, out string expected)
    {
        value = null;
        var target = Nullable.GetUnderlyingType(type) ?? type;
        expected = Expected(target);
        if (string.IsNullOrEmpty(text) && (target != type || target == typeof(string)))
        {
            value = target == type ? text ?? "" : null;
            return true;
        }

        if (text is null)
            return false;
        if (target == typeof(string))
        {
            value = text;
            return true;
        }

        if (target.IsEnum)
            return !char.IsAsciiDigit(text.Length == 0 ? '0' : text[0]) && Enum.TryParse(target, text, ignoreCase: true, out value);
        try
        {
            value = TypeDescriptor.GetConverter(target).ConvertFromString(null, CultureInfo.InvariantCulture, text);
            return value is not null;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>What a value of a type looks like, for people.</summary>
    internal static string Expected(Type type)
    {
        if (type == typeof(bool))
            return "true or false";
        if (type == typeof(TimeSpan))
            return "a time such as 00:30:00 or 1.00:00:00";
        if (type == typeof(int) || type == typeof(long) || type == typeof(uint) || type == typeof(ulong))
            return "a whole number";
        if (type == typeof(double))
            return "a number";
        return type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type)) : "a text";
    }

    private static string Sibling(string path, string name) => path.LastIndexOf(':') is var colon and >= 0 ? path[..(colon + 1)] + name : name;
}
