package io.nova.frontend.s3;

import static io.nova.frontend.s3.S3Asker.assertHas;
import static io.nova.frontend.s3.S3Asker.header;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tags of buckets and objects. */
class S3TagsTest {

    private static final String COUNT = "x-amz-tagging-count";

    private final S3Cloud cloud = new S3Cloud();
    private final S3Asker owner = new S3Asker(cloud, S3Cloud.KEY);
    private final S3Asker other = new S3Asker(cloud, S3Cloud.OTHER_KEY);

    @BeforeEach
    void makeBucket() throws Exception {
        owner.ok("PUT", "/b00", "");
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    private static String document(String... pairs) {
        StringBuilder tags = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            tags.append(tag(pairs[i], pairs[i + 1]));
        }
        return "<Tagging><TagSet>" + tags + "</TagSet></Tagging>";
    }

    private static String tag(String key, String value) {
        return "<Tag><Key>" + key + "</Key><Value>" + value + "</Value></Tag>";
    }

    private static String many(int count) {
        return "<Tagging><TagSet>"
                + IntStream.range(0, count)
                        .mapToObj(i -> tag("k" + i, "v"))
                        .collect(Collectors.joining())
                + "</TagSet></Tagging>";
    }

    @Test
    void ofBucketsAreKept() throws Exception {
        owner.refused(404, "NoSuchTagSet", "GET", "/b00?tagging", "");
        String put = document("a b", "c=@");
        assertEquals(204, owner.send("PUT", "/b00?tagging", put).statusCode());
        assertHas(owner.ok("GET", "/b00?tagging", ""), tag("a b", "c=@"));
        assertEquals(204, owner.send("DELETE", "/b00?tagging", "").statusCode());
        owner.refused(404, "NoSuchTagSet", "GET", "/b00?tagging", "");
        owner.refused(404, "NoSuchBucket", "PUT", "/b01?tagging", put);
    }

    @Test
    void ofObjectsComeByHeaderAndDocument() throws Exception {
        owner.ok("PUT", "/b00/k", "x", "x-amz-tagging", "team=red+one&empty=&%C3%A4=%40");
        assertEquals("3", header(owner.send("GET", "/b00/k", ""), COUNT));
        assertEquals("3", header(owner.send("HEAD", "/b00/k", ""), COUNT));
        assertHas(
                owner.ok("GET", "/b00/k?tagging", ""),
                "<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet>",
                tag("team", "red one"),
                tag("empty", ""),
                tag("\u00e4", "@"));
        owner.ok("PUT", "/b00/k?tagging", document("b", "2", "a", "1"));
        assertHas(owner.ok("GET", "/b00/k?tagging", ""), tag("a", "1") + tag("b", "2"));
        assertEquals(204, owner.send("DELETE", "/b00/k?tagging", "").statusCode());
        assertHas(owner.ok("GET", "/b00/k?tagging", ""), "<TagSet></TagSet>");
        assertEquals("", header(owner.send("GET", "/b00/k", ""), COUNT));
        owner.refused(404, "NoSuchKey", "PUT", "/b00/n?tagging", document("a", "1"));
        owner.refused(404, "NoSuchKey", "GET", "/b00/n?tagging", "");
    }

    @Test
    void areRefusedIfTheyAreWrong() throws Exception {
        owner.ok("PUT", "/b00/k", "x");
        String target = "/b00/k?tagging";
        owner.refused(400, "InvalidTag", "PUT", target, many(11));
        owner.ok("PUT", target, many(10));
        owner.refused(400, "InvalidTag", "PUT", target, document("k".repeat(129), "v"));
        owner.ok("PUT", target, document("k".repeat(128), "v".repeat(256)));
        owner.refused(400, "InvalidTag", "PUT", target, document("k", "v".repeat(257)));
        owner.refused(400, "InvalidTag", "PUT", target, document("", "v"));
        owner.refused(400, "InvalidTag", "PUT", target, document("aws:k", "v"));
        owner.refused(400, "InvalidTag", "PUT", target, document("k", "a;b"));
        owner.refused(400, "InvalidTag", "PUT", target, document("k", "1", "k", "2"));
        owner.refused(400, "MalformedXML", "PUT", target, "<Tagging></Tagging>");
        owner.refused(400, "MalformedXML", "PUT", target, "<Tagging><TagSet><Tag><Key>k</Key>");
        owner.refused(
                400,
                "MalformedXML",
                "PUT",
                target,
                "<Tagging><TagSet><Tag><Key>k</Key></Tag></TagSet></Tagging>");
        for (String wrong : new String[] {"a=1&a=2", "a=%zz"}) {
            owner.refused(400, "InvalidArgument", "PUT", "/b00/k", "x", "x-amz-tagging", wrong);
        }
        owner.refused(400, "InvalidTag", "PUT", "/b00/k", "x", "x-amz-tagging", "aws:a=1");
        owner.refused(400, "InvalidTag", "PUT", "/b00?tagging", many(51));
        owner.ok("PUT", "/b00?tagging", many(50));
        assertEquals(50, owner.ok("GET", "/b00?tagging", "").split("<Tag>", -1).length - 1);
        owner.ok("DELETE", "/b00?tagging", "");
        owner.refused(404, "NoSuchTagSet", "GET", "/b00?tagging", "");
    }

    @Test
    void areCopiedOrReplaced() throws Exception {
        owner.ok("PUT", "/b00/k", "x", "x-amz-tagging", "a=1&b=2");
        String[] copy = {"x-amz-copy-source", "/b00/k"};
        owner.ok("PUT", "/b00/c", "", copy);
        assertEquals("2", header(owner.send("GET", "/b00/c", ""), COUNT));
        owner.ok(
                "PUT",
                "/b00/c",
                "",
                "x-amz-copy-source",
                "/b00/k",
                "x-amz-tagging-directive",
                "REPLACE",
                "x-amz-tagging",
                "n=1");
        assertHas(owner.ok("GET", "/b00/c?tagging", ""), "<TagSet>" + tag("n", "1"));
        owner.refused(
                400,
                "InvalidArgument",
                "PUT",
                "/b00/c",
                "",
                "x-amz-copy-source",
                "/b00/k",
                "x-amz-tagging-directive",
                "MOVE");
    }

    @Test
    void belongToVersions() throws Exception {
        owner.ok(
                "PUT",
                "/b00?versioning",
                "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
        String one =
                header(
                        owner.send("PUT", "/b00/k", "1", "x-amz-tagging", "a=1"),
                        "x-amz-version-id");
        owner.ok("PUT", "/b00/k", "2");
        String target = "/b00/k?tagging&versionId=" + one;
        assertHas(owner.ok("GET", target, ""), tag("a", "1"));
        assertEquals(
                one, header(owner.send("PUT", target, document("b", "2")), "x-amz-version-id"));
        assertHas(owner.ok("GET", target, ""), "<TagSet>" + tag("b", "2"));
        assertHas(owner.ok("GET", "/b00/k?tagging", ""), "<TagSet></TagSet>");
        String marker = header(owner.send("DELETE", "/b00/k", ""), "x-amz-version-id");
        owner.refused(
                405,
                "MethodNotAllowed",
                "PUT",
                "/b00/k?tagging&versionId=" + marker,
                document("a", "1"));
    }

    @Test
    void areForThoseWhoMay() throws Exception {
        owner.ok("PUT", "/b00/k", "x", "x-amz-tagging", "a=1", "x-amz-acl", "public-read");
        assertEquals("x", other.ok("GET", "/b00/k", ""));
        assertEquals("", header(other.send("GET", "/b00/k", ""), COUNT));
        other.refused(403, "AccessDenied", "GET", "/b00/k?tagging", "");
        other.refused(403, "AccessDenied", "PUT", "/b00/k?tagging", document("a", "1"));
        other.refused(403, "AccessDenied", "GET", "/b00?tagging", "");
    }
}
