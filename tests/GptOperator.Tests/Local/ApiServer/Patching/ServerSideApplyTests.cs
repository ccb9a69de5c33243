using System.Text.Json.Nodes;
using CsCheck;
using GptOperator.Local.ApiServer.Patching;
using GptOperator.Local.ApiServer.Schemas;
using k8s.Models;

namespace GptOperator.Tests.Local.ApiServer.Patching;

public sealed class ServerSideApplyTests
{
    private static readonly Schema Pods = BuiltInSchemas.For(typeof(V1Pod));
    private static readonly Schema ConfigMaps = BuiltInSchemas.For(typeof(V1ConfigMap));

    [Fact]
    public void Applied_fields_are_owned_by_path_key_and_value()
    {
        var pod = Apply(null, """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"a":"b"},"finalizers":["x.io/y"]},
             "spec":{"tolerations":[{"key":"k"}],"containers":[{"name":"main","image":"i","ports":[{"containerPort":80}]}]}}
            """, "me", Pods);

        var entry = Assert.Single((JsonArray)pod["metadata"]!["managedFields"]!)!;
        Assert.Equal("""
            {"manager":"me","operation":"Apply","apiVersion":"v1","time":"2024-01-02T03:04:05Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:finalizers":{"v:\u0022x.io/y\u0022":{}},"f:labels":{"f:a":{}}},"f:spec":{"f:containers":{"k:{\u0022name\u0022:\u0022main\u0022}":{".":{},"f:image":{},"f:name":{},"f:ports":{"k:{\u0022containerPort\u0022:80,\u0022protocol\u0022:\u0022TCP\u0022}":{".":{},"f:containerPort":{}}}}},"f:tolerations":{}}}}
            """, entry.ToJsonString());
    }

    [Fact]
    public void Changing_what_another_owns_is_a_conflict_that_names_it()
    {
        var live = Apply(null, Map("""{"a":"1","b":"1"}"""), "first", ConfigMaps);
        var updated = Change(live, "b", "2");
        ManagedFields.RecordUpdate(live, updated, ConfigMaps, Manager("kubectl"));

        var error = Assert.Throws<ApplyConflictException>(() => Apply(updated, Map("""{"b":"3"}"""), "second", ConfigMaps));

        Assert.Equal("Apply failed with 1 conflict: conflict with \"kubectl\" using v1: .data.b", error.Message);
        Assert.Equal(new ApplyConflict("\"kubectl\" using v1", ".data.b"), Assert.Single(error.Conflicts));
    }

    [Fact]
    public void Several_conflicts_are_listed_by_manager()
    {
        var live = Apply(Apply(null, Map("""{"a":"1","b":"1"}"""), "one", ConfigMaps), Map("""{"c":"1"}"""), "two", ConfigMaps);

        var error = Assert.Throws<ApplyConflictException>(() => Apply(live, Map("""{"a":"9","b":"9","c":"9"}"""), "three", ConfigMaps));

        Assert.Equal("Apply failed with 3 conflicts: conflicts with \"one\":\n- .data.a\n- .data.b\nconflicts with \"two\":\n- .data.c", error.Message);
    }

    [Fact]
    public void Force_takes_the_field_from_its_owner()
    {
        var live = Apply(null, Map("""{"a":"1","b":"1"}"""), "first", ConfigMaps);

        var forced = Apply(live, Map("""{"a":"2"}"""), "second", ConfigMaps, force: true);

        Assert.Equal("""{"a":"2","b":"1"}""", forced["data"]!.ToJsonString());
        Assert.Equal(["first:.data.b", "second:.data.a"], Owners(forced));
    }

    [Fact]
    public void Field_left_out_goes_only_when_nobody_else_owns_it()
    {
        var live = Apply(Apply(null, Map("""{"mine":"1","ours":"1"}"""), "first", ConfigMaps), Map("""{"ours":"1"}"""), "second", ConfigMaps);

        var less = Apply(live, Map("{}"), "first", ConfigMaps);

        Assert.Equal("""{"ours":"1"}""", less["data"]!.ToJsonString());
        Assert.Equal(["first:.data", "second:.data.ours"], Owners(less));
    }

    [Fact]
    public void Field_set_by_an_update_beside_an_applied_one_survives_its_removal()
    {
        var live = Apply(null, Map("""{"a":"1"}"""), "first", ConfigMaps);
        var updated = Change(live, "b", "2");
        ManagedFields.RecordUpdate(live, updated, ConfigMaps, Manager("editor"));

        var less = Apply(updated, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"}}""", "first", ConfigMaps);

        Assert.Equal("""{"b":"2"}""", less["data"]!.ToJsonString());
    }

    [Fact]
    public void Applying_over_untracked_fields_records_who_had_them_before()
    {
        var live = (JsonObject)JsonNode.Parse(Map("""{"a":"1"}"""))!;

        var error = Assert.Throws<ApplyConflictException>(() => Apply(live, Map("""{"a":"2"}"""), "me", ConfigMaps));

        Assert.Equal("Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.a", error.Message);
    }

    [Fact]
    public void Keyed_items_merge_and_keep_the_order_of_the_applier()
    {
        string Env(string names) => $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","env":[{{{string.Join(",", names.Select(n => $$"""{"name":"{{n}}"}"""))}}}]}]}}""";
        var live = Apply(Apply(null, Env("abc"), "one", Pods), Env("cx"), "two", Pods);

        var names = ((JsonArray)live["spec"]!["containers"]![0]!["env"]!).Select(item => item!["name"]!.GetValue<string>());

        Assert.Equal("abcx", string.Concat(names));
    }

    [Fact]
    public void Field_that_the_schema_does_not_know_is_refused() => Assert.Equal(
        "failed to create typed patch object (/m; v1, Kind=ConfigMap): .dataa: field not declared in schema",
        Assert.Throws<PatchException>(() => Apply(null, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"dataa":{}}""", "me", ConfigMaps)).Message);

    [Fact]
    public void Update_that_changes_nothing_keeps_its_timestamp()
    {
        var live = (JsonObject)JsonNode.Parse(Map("""{"a":"1"}"""))!;
        ManagedFields.RecordUpdate(null, live, ConfigMaps, Manager("editor"));
        var same = (JsonObject)live.DeepClone();

        ManagedFields.RecordUpdate(live, same, ConfigMaps, Manager("editor") with { Time = DateTimeOffset.UnixEpoch.AddYears(90) });

        Assert.True(JsonNode.DeepEquals(live, same));
    }

    [Fact]
    public void Applying_the_same_twice_changes_nothing() => Gen.Int.Sample(seed =>
    {
        var once = ServerSideApply.Apply(Start(seed), RandomMap(seed), ConfigMaps, Manager("me"), true);
        var twice = ServerSideApply.Apply(once, RandomMap(seed), ConfigMaps, Manager("me") with { Time = DateTimeOffset.UnixEpoch.AddYears(90) }, false);

        return JsonEquality.Same(once, twice);
    });

    [Fact]
    public void Applies_of_different_fields_commute() => Gen.Int.Sample(seed =>
    {
        var (one, two) = (Labelled("x", seed), Labelled("y", ~seed));
        var there = ServerSideApply.Apply(ServerSideApply.Apply(null, one, ConfigMaps, Manager("one"), false), two, ConfigMaps, Manager("two"), false);
        var back = ServerSideApply.Apply(ServerSideApply.Apply(null, two, ConfigMaps, Manager("two"), false), one, ConfigMaps, Manager("one"), false);

        return JsonEquality.Same(there, back);
    });

    [Fact]
    public void Giving_up_all_fields_restores_what_was_before() => Gen.Int.Sample(seed =>
    {
        var before = Start(seed);
        var applied = ServerSideApply.Apply(before, Labelled("x", seed), ConfigMaps, Manager("me"), false);
        var after = ServerSideApply.Apply(applied, (JsonObject)JsonNode.Parse(Map("{}"))!, ConfigMaps, Manager("me"), false);

        return JsonEquality.Same(before["data"], after["data"]);
    });

    private static JsonObject Start(int seed)
    {
        var start = (JsonObject)JsonNode.Parse(Map("""{"base":"1"}"""))!;
        foreach (var name in RandomNames(seed / 2))
            start["data"]![name] = "0";
        ManagedFields.RecordUpdate(null, start, ConfigMaps, Manager("editor"));
        return start;
    }

    private static JsonObject RandomMap(int seed) => Labelled("", seed);

    private static JsonObject Labelled(string prefix, int seed)
    {
        var map = (JsonObject)JsonNode.Parse(Map("{}"))!;
        foreach (var name in RandomNames(seed))
            map["data"]![prefix + name] = "1";
        return map;
    }

    private static List<string> RandomNames(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, random.Next(5)).Select(_ => "abcdef".Substring(random.Next(6), 1))];
    }

    private static JsonObject Change(JsonObject obj, string name, string value)
    {
        var copy = (JsonObject)obj.DeepClone();
        copy["data"]![name] = value;
        return copy;
    }

    private static List<string> Owners(JsonObject obj) =>
        [.. ManagerEntries.Read(obj).SelectMany(entry => entry.Fields.Paths().Select(path => $"{entry.Manager}:{PathElement.Print(path)}"))];

    private static JsonObject Apply(JsonObject? live, string applied, string manager, Schema schema, bool force = false) =>
        ServerSideApply.Apply(live, (JsonObject)JsonNode.Parse(applied)!, schema, Manager(manager), force);

    private static string Map(string data) => $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"data":{{data}}}""";

    private static FieldManager Manager(string name) => new(name, "v1", null, new DateTimeOffset(2024, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
}
