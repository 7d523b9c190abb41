using System.Buffers;

namespace Culver.Smtp.Commands.Hello;

/// <summary>The octets a client's name may have.</summary>
internal static class HelloName
{
    public static SearchValues<byte> Bytes { get; } =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]"u8);
}
