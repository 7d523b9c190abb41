using System.Text;
using Culver.Storage.Search;
using Xunit;

namespace Culver.Storage.Tests.Search;

public sealed class IndexedFieldsTests
{
    private static readonly string[] Names = ["From", "to", "CC", "bcc", "Subject"];

    // What makes header blocks hard to read: folding, names of several lengths, bare line ends, garbage, encoded words, groups.
    private static readonly string[] Pieces =
    [
        "From: ", "TO:", "cc : ", "Bcc:", "Subject: ", "Subjects: ", "X-From: ", "From ", "\r\n", "\r\n", "\r\n", "\r\n ", "\r\n\t", "\n", "\r", ":", " ", "a", "Abc", "b@c.example",
        "<a@b>, ", "group: a@b, \"x y\" <b@c>;", "=?utf-8?Q?=C3=84bc?=", "=?utf-8?B?", "Ä", "\0", "\r\n\r\n", "garbage", ",", "\"",
    ];

    [Fact]
    public void What_is_kept_of_a_header_answers_as_the_header()
    {
        for (var seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            var header = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(0, 30)).Select(_ => Pieces[random.Next(Pieces.Length)])));
            var kept = IndexedFields.From(header);
            foreach (var name in Names)
            {
                var fields = IndexedFields.Slice(kept, IndexedFields.NumberOf(Encoding.UTF8.GetBytes(name)));
                foreach (var text in new[] { "", "a", "ABC", "äbc", "b@c", "a@b", "x y", "garbage", ",", ":" })
                    Assert.True(SearchFixture.Matches(header, name, text) == SearchFixture.Matches(fields, name, text), $"seed {seed}: {name} {text}");
            }
        }
    }

    [Fact]
    public void Fields_of_one_name_stand_as_in_the_message_and_others_are_not_kept()
    {
        var kept = IndexedFields.From("to: a\r\nSubject: x\r\n y\r\nTo: b,\r\n\tc\r\nDate: now\r\n\r\nFrom: body"u8);
        Assert.Equal("to: a\r\nTo: b,\r\n\tc\r\n", Encoding.ASCII.GetString(IndexedFields.Slice(kept, IndexedFields.NumberOf("TO"u8))));
        Assert.Equal("Subject: x\r\n y\r\n", Encoding.ASCII.GetString(IndexedFields.Slice(kept, IndexedFields.NumberOf("subject"u8))));
        Assert.Equal("", Encoding.ASCII.GetString(IndexedFields.Slice(kept, IndexedFields.NumberOf("from"u8))));
        Assert.Equal(-1, IndexedFields.NumberOf("date"u8));
    }

    [Fact]
    public void Damage_is_said()
    {
        Assert.Throws<StorageDamagedException>(() => IndexedFields.Slice("short"u8, 0).Length);
        Assert.Throws<StorageDamagedException>(() => IndexedFields.Slice(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, 0).Length);
        Assert.Throws<StorageDamagedException>(() => IndexedFields.Slice(new byte[] { 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, 3).Length);
    }
}
