package io.nova.frontend.s3;

import static io.nova.frontend.s3.S3Asker.assertHas;
import static io.nova.frontend.s3.S3Asker.element;
import static io.nova.frontend.s3.S3Asker.header;
import static io.nova.frontend.s3.S3Asker.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions of objects, as clients see them. */
class S3VersionsTest {

    private static final String ID = "x-amz-version-id";
    private static final String MARKER = "x-amz-delete-marker";
    private static final String UNKNOWN = "0123456789abcdef0123456789abcdef";

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

    private void versioning(String status) throws Exception {
        owner.ok("PUT", "/b00?versioning", versioningDocument(status));
    }

    private static String versioningDocument(String status) {
        return "<VersioningConfiguration><Status>" + status + "</Status></VersioningConfiguration>";
    }

    private String put(String key, String body) throws Exception {
        HttpResponse<byte[]> response = owner.send("PUT", "/b00/" + key, body);
        assertEquals(200, response.statusCode(), text(response));
        return header(response, ID);
    }

    private String get(String key, String version) throws Exception {
        HttpResponse<byte[]> response =
                owner.send("GET", "/b00/" + key + "?versionId=" + version, "");
        assertEquals(version, header(response, ID));
        return text(response);
    }

    @Test
    void areKeptOnceTheBucketIsAskedTo() throws Exception {
        assertEquals("", element(owner.ok("GET", "/b00?versioning", ""), "Status"));
        assertEquals("", put("k", "before"));
        versioning("Enabled");
        assertEquals("Enabled", element(owner.ok("GET", "/b00?versioning", ""), "Status"));
        assertEquals("null", header(owner.send("GET", "/b00/k", ""), ID));
        String one = put("k", "one");
        String two = put("k", "two");
        assertNotEquals(one, two);
        assertEquals("two", owner.ok("GET", "/b00/k", ""));
        assertEquals("one", get("k", one));
        assertEquals("before", get("k", "null"));
        versioning("Suspended");
        assertEquals("null", put("k", "three"));
        assertEquals("three", get("k", "null"));
        assertEquals("two", get("k", two));
        other.refused(403, "AccessDenied", "GET", "/b00?versioning", "");
        other.refused(403, "AccessDenied", "PUT", "/b00?versioning", versioningDocument("Enabled"));
    }

    @Test
    void refuseDocumentsThatAreWrong() throws Exception {
        owner.refused(400, "MalformedXML", "PUT", "/b00?versioning", versioningDocument("enabled"));
        owner.refused(400, "MalformedXML", "PUT", "/b00?versioning", "<Wrong/>");
        owner.refused(
                400,
                "IllegalVersioningConfigurationException",
                "PUT",
                "/b00?versioning",
                "<VersioningConfiguration/>");
        owner.refused(
                501,
                "NotImplemented",
                "PUT",
                "/b00?versioning",
                "<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>"
                        + "</VersioningConfiguration>");
        owner.refused(404, "NoSuchBucket", "PUT", "/b01?versioning", versioningDocument("Enabled"));
    }

    @Test
    void areHiddenByDeleteMarkers() throws Exception {
        versioning("Enabled");
        String one = put("k", "one");
        HttpResponse<byte[]> deleted = owner.send("DELETE", "/b00/k", "");
        assertEquals(204, deleted.statusCode());
        assertEquals("true", header(deleted, MARKER));
        String marker = header(deleted, ID);
        HttpResponse<byte[]> gone = owner.send("GET", "/b00/k", "");
        assertEquals(404, gone.statusCode());
        assertEquals("NoSuchKey", element(text(gone), "Code"));
        assertEquals("true", header(gone, MARKER));
        assertEquals(marker, header(gone, ID));
        assertEquals("true", header(owner.send("HEAD", "/b00/k", ""), MARKER));
        HttpResponse<byte[]> named = owner.send("GET", "/b00/k?versionId=" + marker, "");
        assertEquals(405, named.statusCode());
        assertEquals("MethodNotAllowed", element(text(named), "Code"));
        assertEquals("DELETE", header(named, "allow"));
        assertEquals("true", header(named, MARKER));
        assertTrue(header(named, "last-modified").endsWith("GMT"));
        owner.refused(405, "MethodNotAllowed", "GET", "/b00/k?acl&versionId=" + marker, "");
        String[] size = {"x-amz-object-attributes", "ObjectSize"};
        assertEquals("true", header(owner.send("GET", "/b00/k?attributes", "", size), MARKER));
        String ofMarker = "/b00/k?attributes&versionId=" + marker;
        assertEquals("DELETE", header(owner.send("GET", ofMarker, "", size), "allow"));
        owner.refused(404, "NoSuchVersion", "GET", "/b00/k?versionId=" + UNKNOWN, "");
        owner.refused(400, "InvalidArgument", "GET", "/b00/k?versionId=", "");
        assertEquals("one", get("k", one));
        HttpResponse<byte[]> restored = owner.send("DELETE", "/b00/k?versionId=" + marker, "");
        assertEquals("true", header(restored, MARKER));
        assertEquals(marker, header(restored, ID));
        assertEquals("one", owner.ok("GET", "/b00/k", ""));
        HttpResponse<byte[]> removed = owner.send("DELETE", "/b00/k?versionId=" + one, "");
        assertEquals("", header(removed, MARKER));
        owner.refused(404, "NoSuchKey", "GET", "/b00/k", "");
        assertEquals(204, owner.send("DELETE", "/b00/k?versionId=" + one, "").statusCode());
    }

    @Test
    void areListedWithTheirMarkers() throws Exception {
        versioning("Enabled");
        String one = put("a/1", "one");
        String two = put("a/1", "three");
        put("a/2", "x");
        String marker = header(owner.send("DELETE", "/b00/b", ""), ID);
        String all = owner.ok("GET", "/b00?versions", "");
        assertHas(all, "<ListVersionsResult", "<KeyMarker></KeyMarker>", "<MaxKeys>1000</MaxKeys>");
        assertHas(
                all,
                "<Version><Key>a/1</Key><VersionId>"
                        + two
                        + "</VersionId><IsLatest>true</IsLatest>",
                "<VersionId>" + one + "</VersionId><IsLatest>false</IsLatest>",
                "<DeleteMarker><Key>b</Key><VersionId>" + marker,
                "<Size>5</Size>",
                "<Owner><ID>111111111111</ID>");
        assertTrue(all.indexOf(two) < all.indexOf(one));
        String page = owner.ok("GET", "/b00?versions&max-keys=1", "");
        assertEquals("true", element(page, "IsTruncated"));
        assertEquals("a/1", element(page, "NextKeyMarker"));
        assertEquals(two, element(page, "NextVersionIdMarker"));
        String next =
                owner.ok(
                        "GET",
                        "/b00?versions&max-keys=1&key-marker=a/1&version-id-marker=" + two,
                        "");
        assertEquals(one, element(next, "VersionId"));
        String rolled = owner.ok("GET", "/b00?versions&delimiter=/", "");
        assertHas(rolled, "<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>");
        assertEquals(0, Pattern.compile("<Version>").matcher(rolled).results().count());
        assertHas(
                owner.ok("GET", "/b00?versions&prefix=a/&encoding-type=url", ""),
                "<Key>a/1</Key>",
                "<EncodingType>url</EncodingType>");
        owner.refused(400, "InvalidArgument", "GET", "/b00?versions&version-id-marker=" + one, "");
        owner.refused(
                400, "InvalidArgument", "GET", "/b00?versions&key-marker=a&version-id-marker=", "");
        owner.refused(
                400,
                "InvalidArgument",
                "GET",
                "/b00?versions&key-marker=a&version-id-marker=x",
                "");
        other.refused(403, "AccessDenied", "GET", "/b00?versions", "");
        owner.refused(409, "BucketNotEmpty", "DELETE", "/b00", "");
    }

    @Test
    void areCopiedAndRestored() throws Exception {
        versioning("Enabled");
        String one = put("k", "one");
        put("k", "two");
        String source = "/b00/k?versionId=" + one;
        HttpResponse<byte[]> copy = owner.send("PUT", "/b00/c", "", "x-amz-copy-source", source);
        assertEquals(200, copy.statusCode(), text(copy));
        assertEquals(one, header(copy, "x-amz-copy-source-version-id"));
        assertEquals("one", get("c", header(copy, ID)));
        owner.ok("PUT", "/b00/k", "", "x-amz-copy-source", source);
        assertEquals("one", owner.ok("GET", "/b00/k", ""));
        owner.refused(400, "InvalidRequest", "PUT", "/b00/k", "", "x-amz-copy-source", "/b00/k");
        String marker = header(owner.send("DELETE", "/b00/k", ""), ID);
        owner.refused(404, "NoSuchKey", "PUT", "/b00/c", "", "x-amz-copy-source", "/b00/k");
        owner.refused(
                400,
                "InvalidRequest",
                "PUT",
                "/b00/c",
                "",
                "x-amz-copy-source",
                "/b00/k?versionId=" + marker);
    }

    @Test
    void heedConditionsOnTheLatest() throws Exception {
        versioning("Enabled");
        String etag = header(owner.send("PUT", "/b00/k", "one"), "etag");
        owner.refused(412, "PreconditionFailed", "PUT", "/b00/k", "x", "If-None-Match", "*");
        owner.ok("PUT", "/b00/k", "two", "If-Match", etag);
        owner.refused(412, "PreconditionFailed", "PUT", "/b00/k", "x", "If-Match", etag);
        owner.ok("DELETE", "/b00/k", "");
        owner.refused(404, "NoSuchKey", "PUT", "/b00/k", "x", "If-Match", etag);
        owner.ok("PUT", "/b00/k", "three", "If-None-Match", "*");
        assertEquals("three", owner.ok("GET", "/b00/k", ""));
    }

    @Test
    void areDeletedByTheHundred() throws Exception {
        versioning("Enabled");
        String one = put("k", "one");
        put("k", "two");
        String body =
                "<Delete><Object><Key>k</Key><VersionId>"
                        + one
                        + "</VersionId></Object><Object><Key>k</Key></Object>"
                        + "<Object><Key>n</Key><VersionId>x</VersionId></Object></Delete>";
        String done = owner.ok("POST", "/b00?delete", body, "Content-MD5", S3Asker.md5(body));
        assertHas(
                done,
                "<Deleted><Key>k</Key><VersionId>" + one + "</VersionId></Deleted>",
                "<DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>",
                "<Error><Key>n</Key><VersionId>x</VersionId>");
        String marker = element(done, "DeleteMarkerVersionId");
        String undo =
                "<Delete><Object><Key>k</Key><VersionId>"
                        + marker
                        + "</VersionId></Object></Delete>";
        assertHas(
                owner.ok("POST", "/b00?delete", undo, "Content-MD5", S3Asker.md5(undo)),
                "<VersionId>" + marker + "</VersionId><DeleteMarker>true</DeleteMarker>");
        assertEquals("two", owner.ok("GET", "/b00/k", ""));
    }

    @Test
    void comeFromUploadsToo() throws Exception {
        versioning("Enabled");
        String begun = owner.ok("POST", "/b00/u?uploads", "");
        String upload = "/b00/u?uploadId=" + element(begun, "UploadId");
        String etag = header(owner.send("PUT", upload + "&partNumber=1", "part"), "etag");
        String whole =
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                        + etag
                        + "</ETag></Part></CompleteMultipartUpload>";
        HttpResponse<byte[]> done = owner.send("POST", upload, whole);
        assertEquals(200, done.statusCode(), text(done));
        put("u", "later");
        assertEquals("part", get("u", header(done, ID)));
        // The answer may have been lost: it is the same, though it is the latest no longer.
        assertEquals(header(done, ID), header(owner.send("POST", upload, whole), ID));
    }
}
