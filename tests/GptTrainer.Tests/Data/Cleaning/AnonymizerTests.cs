using GptOperator.Crds.Spec;
using GptTrainer.Data.Cleaning;

namespace GptTrainer.Tests.Data.Cleaning;

public sealed class AnonymizerTests
{
    private static readonly Anonymizer All = new(new AnonymizationSpec());

    [Theory]
    [InlineData("mail jo.doe+x@mail.example.com.", "mail <EMAIL>.")]
    [InlineData("ring +49 30 901820 now", "ring <PHONE> now")]
    [InlineData("tel: 612 34 56 78", "tel: <PHONE>")]
    [InlineData("from 203.0.113.7:80", "from <IP>:80")]
    [InlineData("from 2001:db8::8a2e:370:7334", "from <IP>")]
    [InlineData("card 4111 1111 1111 1111", "card <CREDIT_CARD>")]
    [InlineData("card 378282246310005", "card <CREDIT_CARD>")]
    [InlineData("to GB82 WEST 1234 5698 7654 32 today", "to <IBAN> today")]
    [InlineData("at 52°31'12\"N 13°24'18\"E", "at <COORDINATES>")]
    [InlineData("location: 52.5200, 13.4050", "location: <COORDINATES>")]
    [InlineData("API_KEY=q7Zx0Lm2Vb9Kp4Rt6Ws1", "API_KEY=<SECRET>")]
    [InlineData("SSN 536-22-8714", "SSN <NATIONAL_ID>")]
    [InlineData("NI AB 12 34 56 C", "NI <NATIONAL_ID>")]
    [InlineData("IdNr 86 095 742 719", "IdNr <NATIONAL_ID>")]
    [InlineData("NIR 2 55 08 14 168 025 38", "NIR <NATIONAL_ID>")]
    [InlineData("DNI 12345678Z", "DNI <NATIONAL_ID>")]
    [InlineData("codice RSSMRA85T10A562S", "codice <NATIONAL_ID>")]
    [InlineData("BSN 111222333", "BSN <NATIONAL_ID>")]
    [InlineData("CPF 529.982.247-25", "CPF <NATIONAL_ID>")]
    [InlineData("Aadhaar 2341 2341 2346", "Aadhaar <NATIONAL_ID>")]
    [InlineData("PESEL 44051401359", "PESEL <NATIONAL_ID>")]
    public void Personal_data_is_replaced_by_its_kind(string text, string expected) =>
        Assert.Equal(expected, Anonymizer.Replace(text, All.Find(text)));

    [Theory]
    [InlineData("version 10.0.14.2 of the SDK")]
    [InlineData("v1.2.3.4 and 8.0.1")]
    [InlineData("ISBN 978-3-16-148410-0")]
    [InlineData("ISBN 0-306-40615-2")]
    [InlineData("sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("commit 4f2a9c1d8e7b6a5f4e3d2c1b0a9f8e7d6c5b4a39")]
    [InlineData("on 2024-03-12 12:30:45, or 12.03.2024")]
    [InlineData("1,234,567 people in 1999, 612 345 678 in 2050")]
    [InlineData("std::vector<a::b> 127.0.0.1 255.255.255.0 ::1")]
    [InlineData("mac 00:1a:2b:3c:4d:5e")]
    [InlineData("card 4111 1111 1111 1112")]
    [InlineData("loss 0.1234, 0.5678")]
    [InlineData("logo@2x.png git@github.com:a/b.git")]
    [InlineData("86095742718 items, 123456789 bytes")]
    [InlineData("id 123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("timestamp 1711540800000")]
    public void What_only_looks_like_it_stays(string text) =>
        Assert.Equal(text, Anonymizer.Replace(text, All.Find(text)));

    [Fact]
    public void Of_5600_labelled_values_98_percent_are_found_and_95_percent_of_the_finds_are_right()
    {
        var (right, found, labelled) = (0, 0, 0);
        foreach (var (before, value, after, placeholder) in new LabelledLines(seed: 7).Take(5600))
        {
            var finds = All.Find(before + value + after);
            labelled++;
            found += finds.Count;
            right += finds.Count(find => find.Placeholder == placeholder && find.Match == new PersonalDataMatch(before.Length, value.Length));
        }
        Assert.True(right >= 0.98 * labelled, $"recall {right}/{labelled}");
        Assert.True(right >= 0.95 * found, $"precision {right}/{found}");
    }

    [Fact]
    public void Only_the_kinds_asked_for_are_replaced()
    {
        var emails = new Anonymizer(new AnonymizationSpec { Kinds = [PersonalDataKind.Email] });
        const string text = "a.b@c.org at 203.0.113.7";
        Assert.Equal("<EMAIL> at 203.0.113.7", Anonymizer.Replace(text, emails.Find(text)));
    }
}
