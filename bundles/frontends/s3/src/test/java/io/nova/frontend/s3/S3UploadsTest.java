package io.nova.frontend.s3;

import static io.nova.frontend.s3.S3Asker.assertHas;
import static io.nova.frontend.s3.S3Asker.element;
import static io.nova.frontend.s3.S3Asker.header;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uploads in parts, as clients see them. */
class S3UploadsTest {

    private static final String CRC32_OF_HELLO = "NhCmhg==";

    private final S3Cloud cloud = new S3Cloud();
    private final S3Asker asker = new S3Asker(cloud, S3Cloud.KEY);

    @BeforeEach
    void makeBucket() throws Exception {
        asker.ok("PUT", "/b00", "");
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private String begin(String key, String... headers) throws Exception {
        return element(asker.ok("POST", "/b00/" + key + "?uploads", "", headers), "UploadId");
    }

    private static String document(String etag, String more) {
        return "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                + etag
                + "</ETag>"
                + more
                + "</Part></CompleteMultipartUpload>";
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "CRC32, '', COMPOSITE",
        "CRC32, FULL_OBJECT, FULL_OBJECT",
        "CRC64NVME, '', FULL_OBJECT",
        "SHA256, COMPOSITE, COMPOSITE",
    })
    void checksumsAreOfATypeThatSuitsThem(String algorithm, String type, String outcome)
            throws Exception {
        String[] headers = {"x-amz-checksum-algorithm", algorithm, "x-amz-checksum-type", type};
        HttpResponse<byte[]> begun =
                type.isEmpty()
                        ? asker.send("POST", "/b00/k?uploads", "", headers[0], headers[1])
                        : asker.send("POST", "/b00/k?uploads", "", headers);
        assertEquals(algorithm, header(begun, "x-amz-checksum-algorithm"));
        assertEquals(outcome, header(begun, "x-amz-checksum-type"));
        String id = element(S3Asker.text(begun), "UploadId");
        for (String target : List.of("/b00?uploads", "/b00/k?uploadId=" + id)) {
            assertHas(
                    asker.ok("GET", target, ""),
                    "<ChecksumAlgorithm>" + algorithm + "</ChecksumAlgorithm>",
                    "<ChecksumType>" + outcome + "</ChecksumType>");
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"CRC64NVME, COMPOSITE", "SHA1, FULL_OBJECT", "CRC32, NONE", "CRC16, COMPOSITE"})
    void othersAreRefused(String algorithm, String type) throws Exception {
        asker.refused(
                400,
                "InvalidRequest",
                "POST",
                "/b00/k?uploads",
                "",
                "x-amz-checksum-algorithm",
                algorithm,
                "x-amz-checksum-type",
                type);
        asker.refused(
                400, "InvalidRequest", "POST", "/b00/k?uploads", "", "x-amz-checksum-type", type);
    }

    @Test
    void whatIsClaimedOfPartsAndWholeIsChecked() throws Exception {
        String id = begin("k", "x-amz-checksum-algorithm", "CRC32");
        String target = "/b00/k?uploadId=" + id;
        String part = target + "&partNumber=1";
        assertHas(
                asker.refused(
                        400,
                        "InvalidRequest",
                        "PUT",
                        part,
                        "hello",
                        "x-amz-checksum-sha1",
                        "qvTGHdzF6KLavt4PO0gs2a6pQ00="),
                "expected checksum Type: crc32, actual checksum Type: sha1");
        HttpResponse<byte[]> put =
                asker.send("PUT", part, "hello", "x-amz-checksum-crc32", CRC32_OF_HELLO);
        String etag = header(put, "etag");
        assertEquals(CRC32_OF_HELLO, header(put, "x-amz-checksum-crc32"));
        String wrong = document(etag, "<ChecksumCRC32>AAAAAA==</ChecksumCRC32>");
        String right = document(etag, "<ChecksumCRC32>" + CRC32_OF_HELLO + "</ChecksumCRC32>");
        asker.refused(400, "InvalidPart", "POST", target, wrong);
        asker.refused(400, "InvalidRequest", "POST", target, right, "x-amz-mp-object-size", "4");
        asker.refused(400, "InvalidRequest", "POST", target, right, "x-amz-mp-object-size", "x");
        asker.refused(
                400, "InvalidRequest", "POST", target, right, "x-amz-checksum-type", "FULL_OBJECT");
        String done =
                asker.ok(
                        "POST",
                        target,
                        right,
                        "x-amz-mp-object-size",
                        "5",
                        "x-amz-checksum-type",
                        "COMPOSITE");
        assertEquals(cloud.uri() + "/b00/k", element(done, "Location"));
        assertEquals("COMPOSITE", element(done, "ChecksumType"));
    }

    @Test
    void theChecksumsOfPartsAreAskedForWhereTheWholeIsSummedFromThem() throws Exception {
        String id = begin("k", "x-amz-checksum-algorithm", "CRC32");
        String target = "/b00/k?uploadId=" + id;
        String etag = header(asker.send("PUT", target + "&partNumber=1", "hello"), "etag");
        assertHas(
                asker.refused(400, "InvalidRequest", "POST", target, document(etag, "")),
                "The upload was created using a crc32 checksum. The complete request must include"
                        + " the checksum for each part. It was missing for part 1 in the request.");
        String sum = "<ChecksumCRC32>" + CRC32_OF_HELLO + "</ChecksumCRC32>";
        asker.ok("POST", target, document(etag, sum));
        String whole =
                begin(
                        "w",
                        "x-amz-checksum-algorithm",
                        "CRC32",
                        "x-amz-checksum-type",
                        "FULL_OBJECT");
        target = "/b00/w?uploadId=" + whole;
        asker.ok("PUT", target + "&partNumber=1", "hello");
        asker.ok("POST", target, document(etag, ""));
    }

    @Test
    void whatIsUploadedWithoutAChecksumIsGivenThatOfTheWhole() throws Exception {
        String id = begin("k");
        String target = "/b00/k?uploadId=" + id;
        String large = "x".repeat(5 << 20);
        String first = header(asker.send("PUT", target + "&partNumber=1", large), "etag");
        String second = header(asker.send("PUT", target + "&partNumber=2", "hello"), "etag");
        String list =
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag></Part>"
                        + "<Part><PartNumber>2</PartNumber><ETag>%s</ETag></Part>"
                        + "</CompleteMultipartUpload>";
        String done = asker.ok("POST", target, list.formatted(first, second));
        String wanted =
                header(asker.send("PUT", "/b00/same", large + "hello"), "x-amz-checksum-crc64nvme");
        assertEquals(wanted, element(done, "ChecksumCRC64NVME"));
        assertEquals("FULL_OBJECT", element(done, "ChecksumType"));
        HttpResponse<byte[]> head =
                asker.send("HEAD", "/b00/k", "", "x-amz-checksum-mode", "ENABLED");
        assertEquals(wanted, header(head, "x-amz-checksum-crc64nvme"));
    }

    /** Of two parts; the first is a copy. */
    @Test
    void whatIsMadeOfPartsIsToldByThem() throws Exception {
        String large = "x".repeat(5 << 20);
        asker.ok("PUT", "/b00/source", large);
        String id = begin("k", "x-amz-checksum-algorithm", "CRC32");
        String target = "/b00/k?uploadId=" + id;
        String copy =
                asker.ok("PUT", target + "&partNumber=1", "", "x-amz-copy-source", "/b00/source");
        String sum = element(copy, "ChecksumCRC32");
        assertEquals(8, sum.length(), copy);
        HttpResponse<byte[]> second = asker.send("PUT", target + "&partNumber=2", "hello");
        String list =
                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag>"
                        + "<ChecksumCRC32>%s</ChecksumCRC32></Part>"
                        + "<Part><PartNumber>2</PartNumber><ETag>%s</ETag>"
                        + "<ChecksumCRC32>%s</ChecksumCRC32></Part>"
                        + "</CompleteMultipartUpload>";
        String etag = element(copy, "ETag").replace("&quot;", "");
        asker.ok("POST", target, list.formatted(etag, sum, header(second, "etag"), CRC32_OF_HELLO));
        String wanted = "ETag,Checksum,ObjectParts,StorageClass,ObjectSize";
        String all = asker.ok("GET", "/b00/k?attributes", "", "x-amz-object-attributes", wanted);
        assertHas(
                all,
                "-2</ETag>",
                "<ChecksumType>COMPOSITE</ChecksumType>",
                "<PartsCount>2</PartsCount>",
                "<IsTruncated>false</IsTruncated>",
                "<Part><PartNumber>1</PartNumber><Size>5242880</Size><ChecksumCRC32>" + sum,
                "<StorageClass>STANDARD</StorageClass>",
                "<ObjectSize>5242885</ObjectSize>");
        String[] page = {"x-amz-object-attributes", "ObjectParts", "x-amz-max-parts", "1"};
        String first = asker.ok("GET", "/b00/k?attributes", "", page);
        assertEquals(List.of("1"), elements(first, "PartNumber"));
        assertEquals("1", element(first, "NextPartNumberMarker"));
        assertEquals("true", element(first, "IsTruncated"));
        HttpResponse<byte[]> part =
                asker.send("GET", "/b00/k?partNumber=2", "", "x-amz-checksum-mode", "ENABLED");
        assertEquals("hello", S3Asker.text(part));
        assertEquals(CRC32_OF_HELLO, header(part, "x-amz-checksum-crc32"));
        asker.refused(400, "InvalidRequest", "GET", "/b00/k?attributes", "");
        asker.refused(
                400,
                "InvalidArgument",
                "GET",
                "/b00/k?attributes",
                "",
                "x-amz-object-attributes",
                "Colour");
    }

    @Test
    void listsRollUpAndGoOnWhereTheyEnded() throws Exception {
        for (String key : List.of("a", "b/1", "b/1", "b/2", "c", "d/e/f")) {
            begin(key);
        }
        String all = asker.ok("GET", "/b00?uploads&delimiter=/", "");
        assertEquals(List.of("a", "c"), elements(all, "Key"));
        assertEquals(List.of("", "b/", "d/"), elements(all, "Prefix"));
        assertEquals("/", element(all, "Delimiter"));
        assertEquals("d/", element(all, "NextKeyMarker"));
        assertEquals("false", element(all, "IsTruncated"));
        List<String> found = new ArrayList<>();
        String marker = "";
        String id = "";
        for (int i = 0; i < 4; i++) {
            String page =
                    asker.ok(
                            "GET",
                            "/b00?uploads&delimiter=/&max-uploads=1&key-marker="
                                    + marker
                                    + "&upload-id-marker="
                                    + id,
                            "");
            found.addAll(elements(page, "Key"));
            found.addAll(elements(page, "Prefix"));
            marker = element(page, "NextKeyMarker");
            id = element(page, "NextUploadIdMarker");
            assertEquals(i < 3 ? "true" : "false", element(page, "IsTruncated"), page);
        }
        found.removeIf(String::isEmpty);
        assertEquals(List.of("a", "b/", "c", "d/"), found);
        String inside = asker.ok("GET", "/b00?uploads&prefix=b/&delimiter=/&key-marker=a", "");
        assertEquals(List.of("b/1", "b/1", "b/2"), elements(inside, "Key"));
        String encoded = asker.ok("GET", "/b00?uploads&prefix=d/&encoding-type=url", "");
        assertEquals(List.of("d/e/f"), elements(encoded, "Key"));
        assertEquals("url", element(encoded, "EncodingType"));
    }

    private static List<String> elements(String xml, String name) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(xml);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
