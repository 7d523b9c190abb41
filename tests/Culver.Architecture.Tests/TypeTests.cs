using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace Culver.Architecture.Tests;

/// <summary>Types are sealed, and public only as contracts between parts.</summary>
public sealed class TypeTests
{
    // Contracts of a part with those who compose it, which hosting reaches through an Add… method; and what only the constraint of a contract names.
    private static readonly string[] Contracts =
    [
        "Culver.Delivery.Routing.IRecipientResolver", "Culver.Delivery.IOutboundQueue", "Culver.Delivery.IMessageSigner", "Culver.Delivery.ITransportPolicy", "Culver.Dns.IDnsRecord`1",
    ];

    // Packages for the outside: what they show is for people we do not see.
    private static readonly string[] Published = ["Culver.Testing", "Culver.Hosting"];

    private static readonly string[] HidingWords = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Processor", "Base", "Impl", "Data"];

    // What an RFC calls so: NODATA is one of the two denials of the DNS (RFC 2308 §2.2).
    private static readonly string[] ProtocolWords = ["NoData"];

    private static readonly Assembly[] Parts = Load();

    public static TheoryData<string> PartNames() => [.. Parts.Select(static part => part.GetName().Name!)];

    [Theory]
    [MemberData(nameof(PartNames))]
    public void Classes_are_sealed_unless_something_derives_from_them(string part)
    {
        var derived = Parts.SelectMany(static assembly => assembly.GetTypes()).Select(static type => Open(type.BaseType)).ToHashSet();
        var open = TypesOf(part).Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !derived.Contains(type)).Select(static type => type.FullName);
        Assert.Empty(open);
    }

    [Theory]
    [MemberData(nameof(PartNames))]
    public void Public_types_are_used_outside_their_part(string part)
    {
        if (Published.Contains(part))
            return;
        var outside = string.Join('\n', Repository.Product.Where(file => file.Project != part).SelectMany(static file => file.Lines));
        var types = TypesOf(part).Where(static type => type.IsPublic).ToArray();
        // What another public type hands out or takes is part of that contract.
        var shown = types.SelectMany(Shown).ToHashSet();
        var alone = types
            .Where(type => !shown.Contains(type) && !Contracts.Contains(type.FullName) && !type.IsDefined(typeof(ExtensionAttribute), inherit: false) && !ContainsWord(outside, Name(type)) && !type.GetInterfaces().Any(static contract => contract.Namespace?.StartsWith("Culver", StringComparison.Ordinal) == true))
            .Select(static type => type.FullName);
        Assert.Empty(alone);
    }

    [Theory]
    [MemberData(nameof(PartNames))]
    public void Names_do_not_hide_the_noun(string part)
    {
        var hiding = TypesOf(part).Where(type => !ProtocolWords.Contains(Name(type)) && HidingWords.Any(word => Name(type).EndsWith(word, StringComparison.Ordinal))).Select(static type => type.FullName);
        Assert.Empty(hiding);
    }

    [Theory]
    [MemberData(nameof(PartNames))]
    public void Namespaces_begin_with_the_part(string part) =>
        Assert.Empty(TypesOf(part).Where(type => type.Namespace != part && type.Namespace?.StartsWith(part + ".", StringComparison.Ordinal) != true).Select(static type => type.FullName));

    [Theory]
    [MemberData(nameof(PartNames))]
    public void Nothing_keeps_a_number_of_128_bits_which_cannot_be_compiled_ahead_of_time(string part)
    {
        // With the state machines of async methods: a local that lives across an await is a field of one.
        const BindingFlags fields = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var keeping = Parts.Single(assembly => assembly.GetName().Name == part).GetTypes().SelectMany(type => type.GetFields(fields))
            .Where(static field => Flatten(field.FieldType).Any(static kept => kept == typeof(UInt128) || kept == typeof(Int128)))
            .Select(static field => $"{field.DeclaringType} keeps {field.Name}: keep Culver.Storage.Bits128, or two halves");
        Assert.Empty(keeping);
    }

    private static IEnumerable<Type> TypesOf(string part) =>
        Parts.Single(assembly => assembly.GetName().Name == part).GetTypes()
            .Where(static type => type.Namespace?.StartsWith("Culver", StringComparison.Ordinal) == true && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && !type.Name.StartsWith('<') && !IsInsideGenerated(type));

    private static bool IsInsideGenerated(Type type) =>
        type.DeclaringType is { } outer && (outer.Name.StartsWith('<') || outer.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || IsInsideGenerated(outer));

    private static IEnumerable<Type> Shown(Type type)
    {
        const BindingFlags members = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var direct = type.GetMethods(members).SelectMany(static method => method.GetParameters().Select(static parameter => parameter.ParameterType).Append(method.ReturnType))
            .Concat(type.GetConstructors(members).SelectMany(static made => made.GetParameters().Select(static parameter => parameter.ParameterType)))
            .Concat(type.GetFields(members).Select(static field => field.FieldType))
            .Concat(type.GetNestedTypes().SelectMany(Shown));
        return direct.SelectMany(Flatten).Where(shown => shown != type).Append(type.BaseType is { } parent ? Open(parent)! : typeof(object)).Concat(Thrown(type));
    }

    // Exceptions are contracts by their nature: somebody catches them.
    private static IEnumerable<Type> Thrown(Type type) => typeof(Exception).IsAssignableFrom(type) ? [type] : [];

    private static IEnumerable<Type> Flatten(Type type)
    {
        if (type.HasElementType)
            return Flatten(type.GetElementType()!);
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Flatten).Append(type.GetGenericTypeDefinition()) : [type];
    }

    private static Type? Open(Type? type) => type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;

    private static string Name(Type type) => type.Name.Split('`')[0];

    private static bool ContainsWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }

        return false;
    }

    private static Assembly[] Load() =>
        [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "Culver.*.dll")
            .Where(static file => !file.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Select(Assembly.LoadFrom)];
}
