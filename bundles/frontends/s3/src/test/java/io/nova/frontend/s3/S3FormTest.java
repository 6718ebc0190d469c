package io.nova.frontend.s3;

import static io.nova.frontend.s3.S3Asker.assertHas;
import static io.nova.frontend.s3.S3Asker.element;
import static io.nova.frontend.s3.S3Asker.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.reconcile.MutableClock;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects that come as the file of a form. */
class S3FormTest {

    private static final String BUCKET = "{\"bucket\":\"b00\"}";
    private static final String KEY = "[\"starts-with\",\"$key\",\"up/\"]";
    private static final String ETAG = "\"9a0364b9e99bb480dd25e1f0284c8555\"";

    private final MutableClock clock = new MutableClock(Instant.now());
    private final S3Cloud cloud = new S3Cloud(clock);
    private final S3Asker asker = new S3Asker(cloud, S3Cloud.KEY);

    @BeforeEach
    void makeBucket() throws Exception {
        asker.ok("PUT", "/b00", "");
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private static S3Form form(String... conditions) {
        String[] all = Arrays.copyOf(conditions, conditions.length + 2);
        all[conditions.length] = BUCKET;
        all[conditions.length + 1] = KEY;
        return new S3Form().with("key", "up/k").four(S3Cloud.KEY, all);
    }

    private void refused(S3Form form, int status, String code, String message) throws Exception {
        String answer = form.post(cloud, "/b00");
        assertHas(answer, "HTTP/1.1 " + status, "<Code>" + code + "</Code>", message);
        assertNothing();
    }

    /** Neither an object nor the bytes of one are there. */
    private void assertNothing() throws Exception {
        assertFalse(asker.ok("GET", "/b00", "").contains("<Key>"));
        assertEquals(0, cloud.driver.list(Optional.empty(), 10).items().size());
    }

    @Test
    void aFormSignedInVersionFourBecomesAnObject() throws Exception {
        String answer =
                form("[\"eq\",\"$Content-Type\",\"text/plain\"]", "{\"x-amz-meta-who\":\"é\"}")
                        .with("content-TYPE", "text/plain")
                        .with("x-amz-meta-who", "é")
                        .with("x-ignore-me", "whatever")
                        .post(cloud, "/b00");
        assertHas(answer, "HTTP/1.1 204", "\r\nETag: " + ETAG, "\r\nx-amz-request-id: ");
        assertHas(answer, "\r\nLocation: http://localhost/b00/up%2Fk\r\n");
        HttpResponse<byte[]> object = asker.send("GET", "/b00/up/k", "");
        assertEquals("content", S3Asker.text(object));
        assertEquals("text/plain", header(object, "content-type"));
        assertEquals("=?UTF-8?B?w6k=?=", header(object, "x-amz-meta-who"));
    }

    @Test
    void aFormSignedInVersionTwoBecomesAnObject() throws Exception {
        String policy =
                S3Form.policy(
                        "{\"bUcKeT\":\"b00\"}",
                        "[\"StArTs-WiTh\",\"$KeY\",\"\\$up\\\\\"]",
                        "{\"AcL\":\"public-read\"}",
                        "[\"content-length-range\",7,\"7\"]");
        String answer =
                new S3Form()
                        .with("kEy", "$up\\k")
                        .with("aCl", "public-read")
                        .two(S3Cloud.KEY, policy)
                        .post(cloud, "/b00/");
        assertHas(answer, "HTTP/1.1 204");
        assertHas(asker.raw("GET /b00/$up%5Ck HTTP/1.1"), "HTTP/1.1 200", "\r\n\r\ncontent");
    }

    @Test
    void nobodyPostsWhereNobodyMayWrite() throws Exception {
        S3Form form = new S3Form().with("key", "${filename}").file("C:\\a\\b/c.txt", "content");
        refused(form, 403, "AccessDenied", "");
        asker.ok("PUT", "/b00?acl", "", "x-amz-acl", "public-read-write");
        assertHas(form.post(cloud, "/b00"), "HTTP/1.1 204", "/b00/c.txt\r\n");
        HttpResponse<byte[]> object = asker.send("GET", "/b00/c.txt", "");
        assertEquals("content", S3Asker.text(object));
        assertEquals("binary/octet-stream", header(object, "content-type"));
    }

    @Test
    void whoSignsMustBeAllowedToWrite() throws Exception {
        S3Form form = new S3Form().with("key", "up/k").four(S3Cloud.OTHER_KEY, BUCKET, KEY);
        refused(form, 403, "AccessDenied", "");
    }

    @Test
    void theAnswerIsTheOneAskedFor() throws Exception {
        String status = "[\"starts-with\",\"$success_action_status\",\"\"]";
        String created = form(status).with("success_action_status", "201").post(cloud, "/b00");
        assertHas(created, "HTTP/1.1 201", "\r\nContent-Type: application/xml");
        assertEquals("b00", element(created, "Bucket"));
        assertEquals("up/k", element(created, "Key"));
        assertEquals("http://localhost/b00/up%2Fk", element(created, "Location"));
        assertEquals(ETAG.replace("\"", "&quot;"), element(created, "ETag"));
        String plain = form(status).with("success_action_status", "200").post(cloud, "/b00");
        assertHas(plain, "HTTP/1.1 200");
        String odd = form(status).with("success_action_status", "404").post(cloud, "/b00");
        assertHas(odd, "HTTP/1.1 204");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "http://example.org/done, 303, http://example.org/done?",
        "https://example.org/a?b=c#d, 303, https://example.org/a?b=c&",
        "javascript:alert(1), 204, http://localhost/b00/",
        "'not an address', 204, http://localhost/b00/",
    })
    void theBrowserGoesWhereItIsSent(String address, int status, String begin) throws Exception {
        String answer =
                form("[\"eq\",\"$success_action_redirect\",\"" + address + "\"]")
                        .with("success_action_redirect", address)
                        .post(cloud, "/b00");
        assertHas(answer, "HTTP/1.1 " + status, "\r\nLocation: " + begin);
        if (status == 303) {
            assertHas(
                    answer,
                    "bucket=b00&key=up%2Fk&etag=%229a0364b9e99bb480dd25e1f0284c8555%22"
                            + (address.endsWith("#d") ? "#d" : "")
                            + "\r\n");
        }
    }

    @Test
    void theHostMayNameTheBucket() throws Exception {
        String answer = form().header("Host: b00.localhost:3333").post(cloud, "/");
        assertHas(answer, "HTTP/1.1 204", "\r\nLocation: http://b00.localhost:3333/up%2Fk\r\n");
        assertEquals("content", asker.ok("GET", "/b00/up/k", ""));
    }

    @Test
    void pagesOfOtherOriginsReadTheAnswer() throws Exception {
        String rules =
                "<CORSConfiguration><CORSRule><AllowedOrigin>http://a</AllowedOrigin>"
                        + "<AllowedMethod>POST</AllowedMethod></CORSRule></CORSConfiguration>";
        asker.ok("PUT", "/b00?cors", rules, "Content-MD5", S3Asker.md5(rules));
        String allowed = "\r\nAccess-Control-Allow-Origin: http://a\r\n";
        S3Form form = form().header("Origin: http://a");
        assertHas(form.post(cloud, "/b00"), "HTTP/1.1 204", allowed);
        assertHas(form.with("more", "1").post(cloud, "/b00"), "HTTP/1.1 403", allowed);
    }

    @ParameterizedTest(name = "{0} {1}={2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"acl\":\"private\"} | acl | public-read | [\"eq\", \"$acl\", \"private\"]",
                "{\"acl\":\"private\"} | key | up/k | [\"eq\", \"$acl\", \"private\"]",
                "[\"starts-with\",\"$x\",\"\"] | key | up/k | [\"starts-with\", \"$x\", \"\"]",
                "{\"acl\":\"private\"} | ACL | Private | [\"eq\", \"$acl\", \"private\"]",
                "[\"starts-with\",\"$Content-Type\",\"image/\"] | Content-Type | image/a, text/b |"
                        + " [\"starts-with\", \"$content-type\", \"image/\"]",
                "{\"bucket\":\"b01\"} | key | up/k | [\"eq\", \"$bucket\", \"b01\"]",
                "[\"eq\",\"$key\",\"up/k\"] | key | down/k | [\"eq\", \"$key\", \"up/k\"]",
            })
    void aConditionThatDoesNotHoldIsTold(String condition, String name, String value, String told)
            throws Exception {
        refused(
                form(condition).with(name, value),
                403,
                "AccessDenied",
                "Policy Condition failed: " + told.replace("\"", "&quot;"));
    }

    @Test
    void whatThePolicyDoesNotMentionIsRefused() throws Exception {
        refused(
                form().with("x-amz-meta-a", "1"),
                403,
                "AccessDenied",
                "Invalid according to Policy: Extra input fields: x-amz-meta-a");
        S3Form elsewhere = new S3Form().with("key", "up/k").four(S3Cloud.KEY, KEY);
        refused(elsewhere, 403, "AccessDenied", "Extra input fields: bucket");
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | Invalid JSON",
                "nothing | Invalid JSON",
                "[] | Invalid JSON",
                "{\"conditions\":[]} | missing expiration",
                "{\"expiration\":\"2100-01-01T00:00:00Z\"} | missing conditions",
                "{\"EXPIRATION\":\"2100-01-01T00:00:00Z\",\"conditions\":[]} | Unexpected",
                "{\"expiration\":\"2100-01-01 00:00:00\",\"conditions\":[]} | 'expiration' value",
                "{\"expiration\":\"2100-01-01T00:00:00Z\",\"conditions\":{}} | must be a List",
                "C:[{}] | exactly one property",
                "C:[{\"a\":\"b\",\"c\":\"d\"}] | exactly one property",
                "C:[{\"a\":1}] | value must be a string",
                "C:[\"a\"] | must be a List or Object",
                "C:[[]] | missing operation",
                "C:[[\"ends-with\",\"$key\",\"a\"]] | unknown operation",
                "C:[[\"eq\",\"$key\"]] | wrong number of arguments",
                "C:[[\"eq\",\"key\",\"up/k\"]] | arguments must be",
                "C:[[\"content-length-range\",0]] | wrong number of arguments",
                "C:[[\"content-length-range\",-1,0]] | is no length",
            })
    void whatIsNoPolicyIsRefused(String policy, String told) throws Exception {
        String text =
                policy.startsWith("C:")
                        ? "{\"expiration\":\"2100-01-01T00:00:00.000Z\",\"conditions\":%s}"
                                .formatted(policy.substring(2))
                        : policy;
        refused(
                new S3Form().with("key", "up/k").two(S3Cloud.KEY, text),
                400,
                "InvalidPolicyDocument",
                told);
    }

    @Test
    void aPolicyEnds() throws Exception {
        String policy = S3Form.policy(clock.instant().plusSeconds(60), BUCKET, KEY);
        S3Form form = new S3Form().with("key", "up/k").two(S3Cloud.KEY, policy);
        clock.advance(Duration.ofSeconds(59));
        assertHas(form.post(cloud, "/b00"), "HTTP/1.1 204");
        asker.ok("DELETE", "/b00/up/k", "");
        clock.advance(Duration.ofSeconds(1));
        refused(form, 403, "AccessDenied", "Invalid according to Policy: Policy expired.");
    }

    @Test
    void theFilesLengthIsThePolicys() throws Exception {
        refused(
                form("[\"content-length-range\",0,6]"),
                400,
                "EntityTooLarge",
                "<MaxSizeAllowed>6</MaxSizeAllowed>");
        refused(
                form("[\"content-length-range\",8,1000]"),
                400,
                "EntityTooSmall",
                "<MinSizeAllowed>8</MinSizeAllowed>");
        assertHas(form("[\"content-length-range\",7,7]").post(cloud, "/b00"), "HTTP/1.1 204");
    }

    @Test
    void proofsThatFailAreTold() throws Exception {
        refused(form().with("X-Amz-Signature", "00"), 403, "SignatureDoesNotMatch", "StringToSign");
        refused(
                form().without("X-Amz-Signature"),
                400,
                "InvalidArgument",
                "<ArgumentName>X-Amz-Signature</ArgumentName>");
        S3Form two = new S3Form().with("key", "up/k").two("nobody", S3Form.policy(BUCKET, KEY));
        refused(two, 403, "InvalidAccessKeyId", "nobody");
        refused(two.without("signature"), 400, "InvalidArgument", "field named 'Signature'");
        refused(form().with("X-Amz-Security-Token", "t"), 400, "InvalidToken", "");
        refused(form().header("Authorization: AWS a:b"), 403, "AccessDenied", "Date");
    }

    @Test
    void theFileIsSummed() throws Exception {
        String md5 = "mgNkuembtIDdJeHwKEyFVQ==";
        S3Form summed = form("{\"Content-MD5\":\"" + md5 + "\"}").with("Content-MD5", md5);
        assertHas(summed.post(cloud, "/b00"), "HTTP/1.1 204");
        asker.ok("DELETE", "/b00/up/k", "");
        assertHas(summed.file("a", "other").post(cloud, "/b00"), "400", "<Code>BadDigest</Code>");
        String any = "[\"starts-with\",\"$x-amz-checksum-sha256\",\"\"]";
        String sha = "7XACtDnprIRfIjV9giusFERzD722AW0+yUMil7nsn3M=";
        assertHas(
                form(any).with("x-amz-checksum-sha256", sha).post(cloud, "/b00"),
                "HTTP/1.1 204",
                "\r\nx-amz-checksum-sha256: " + sha);
        assertHas(
                form(any)
                        .with("x-amz-checksum-sha256", sha.replace("7X", "8X"))
                        .post(cloud, "/b00"),
                "HTTP/1.1 400",
                "<Code>BadDigest</Code>");
        assertHas(
                form(any).with("x-amz-checksum-sha256", "short").post(cloud, "/b00"),
                "HTTP/1.1 400",
                "<Code>InvalidRequest</Code>");
    }

    @Test
    void tagsMustBeSome() throws Exception {
        String tags =
                "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag>[MORE]</TagSet></Tagging>";
        String any = "[\"starts-with\",\"$tagging\",\"\"]";
        refused(
                form(any)
                        .with("tagging", tags.replace("[MORE]", "<Tag><Key>a</Key><Value/></Tag>")),
                400,
                "InvalidTag",
                "same key");
        refused(form(any).with("tagging", "a=b"), 400, "MalformedXML", "");
        assertHas(
                form(any).with("tagging", tags.replace("[MORE]", "")).post(cloud, "/b00"),
                "HTTP/1.1 204");
    }

    @Test
    void tagsAreThoseOfAPut() throws Exception {
        String tag = "<Tag><Key>a</Key><Value>b</Value></Tag>";
        String tags = "<Tagging><TagSet>" + tag + "</TagSet></Tagging>";
        String any = "[\"starts-with\",\"$tagging\",\"\"]";
        String header = "[\"starts-with\",\"$x-amz-tagging\",\"\"]";
        refused(form(any).with("tagging", tags.replace(">b<", ">b;c<")), 400, "InvalidTag", "");
        refused(form(any).with("tagging", tags.replace(">a<", ">AWS:a<")), 400, "InvalidTag", "");
        refused(form(header).with("x-amz-tagging", "a=1&a=2"), 400, "InvalidArgument", "");
        refused(
                form(any, header).with("tagging", tags).with("x-amz-tagging", "a=b"),
                400,
                "InvalidArgument",
                "<ArgumentName>x-amz-tagging</ArgumentName>");
        assertHas(form(header).with("x-amz-tagging", "a=b").post(cloud, "/b00"), "HTTP/1.1 204");
        assertHas(asker.ok("GET", "/b00/up/k?tagging", ""), tag);
    }

    @Test
    void policiesOfTheBucketAreAboutTheTagsOfAFormToo() throws Exception {
        String policy =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\","
                        + "\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::b00/*\","
                        + "\"Condition\":{\"StringEquals\":{\"s3:RequestObjectTag/a\":\"b\"}}}]}";
        assertEquals(204, asker.send("PUT", "/b00?policy", policy).statusCode());
        String tags = "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>";
        String any = "[\"starts-with\",\"$tagging\",\"\"]";
        refused(form(any).with("tagging", tags), 403, "AccessDenied", "");
        S3Form other = form(any).with("tagging", tags.replace(">b<", ">c<"));
        assertHas(other.post(cloud, "/b00"), "HTTP/1.1 204");
    }

    @Test
    void fieldsThatCannotBeHeededAreRefused() throws Exception {
        String any = "[\"starts-with\",\"$x-amz-server-side-encryption\",\"\"]";
        S3Form form = form(any).with("x-amz-server-side-encryption", "AES256");
        refused(form, 501, "NotImplemented", "x-amz-server-side-encryption");
        refused(
                form("[\"starts-with\",\"$x-amz-meta-a\",\"\"]").with("x-amz-meta-a", "b\r\nc: d"),
                400,
                "InvalidArgument",
                "x-amz-meta-a");
        refused(
                form("[\"starts-with\",\"$x-amz-meta-a b\",\"\"]").with("x-amz-meta-a b", "c"),
                400,
                "InvalidArgument",
                "x-amz-meta-a b");
        refused(
                form("[\"starts-with\",\"$acl\",\"\"]").with("acl", "mine"),
                400,
                "InvalidArgument",
                "x-amz-acl");
    }

    @Test
    void headersHoldForAFormToo() throws Exception {
        S3Form form = form().header("If-None-Match: *");
        assertHas(form.post(cloud, "/b00"), "HTTP/1.1 204");
        assertHas(form.post(cloud, "/b00"), "HTTP/1.1 412", "<Code>PreconditionFailed</Code>");
        S3Form others = form().header("x-amz-expected-bucket-owner: 222222222222");
        assertHas(others.post(cloud, "/b00"), "HTTP/1.1 403", "<Code>AccessDenied</Code>");
    }

    @Test
    void formsThatAreNoneAreRefused() throws Exception {
        refused(
                form().header("Content-Type: text/plain"),
                412,
                "PreconditionFailed",
                "enclosure-type multipart/form-data");
        refused(
                form().header("Content-Type: multipart/form-data"),
                400,
                "MalformedPOSTRequest",
                "");
        refused(form().without("key"), 400, "InvalidArgument", "field named 'key'");
        refused(form().with("key", ""), 400, "InvalidArgument", "greater than 0");
        refused(
                form().with("x-ignore-long", "a".repeat(20 << 10)),
                400,
                "MaxPostPreDataLengthExceededError",
                "<MaxPostPreDataLengthBytes>20480<");
        refused(form().with("KEY", "up/k"), 400, "InvalidArgument", "stands twice");
        refused(
                form().behind("Content-Disposition: form-data; name=\"file\"", "more"),
                400,
                "IncorrectNumberOfFilesInPostRequest",
                "");
        String text = new String(form().body(), UTF_8);
        String fileless = text.replace("name=\"file\"", "name=\"x-ignore-file\"");
        String answer = form().post(cloud, "/b00", fileless.getBytes(UTF_8));
        assertHas(answer, "HTTP/1.1 400", "IncorrectNumberOfFilesInPostRequest");
        assertNothing();
        assertHas(
                form().behind("Content-Disposition: form-data; name=\"submit\"", "ok")
                        .post(cloud, "/b00"),
                "HTTP/1.1 204");
        assertEquals("content", asker.ok("GET", "/b00/up/k", ""));
    }

    @Test
    void aFormOfUnknownLengthIsRefused() throws Exception {
        String answer =
                asker.raw(
                        "POST /b00 HTTP/1.1",
                        "Content-Type: multipart/form-data; boundary=b",
                        "Transfer-Encoding: chunked");
        assertHas(answer, "HTTP/1.1 411", "MissingContentLength");
    }

    @Test
    void ofATornFormNothingStays() throws Exception {
        byte[] whole = form().file("a", "x".repeat(300_000)).body();
        for (int length : new int[] {10, 1500, 200_000, whole.length - 60, whole.length - 6}) {
            byte[] torn = Arrays.copyOf(whole, length);
            assertHas(form().post(cloud, "/b00", torn), "HTTP/1.1 400", "MalformedPOSTRequest");
            assertNothing();
        }
        try (Socket socket = S3Form.connect(cloud)) {
            socket.getOutputStream().write(form().head("/b00", whole.length));
            socket.getOutputStream().write(whole, 0, whole.length - 1);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
        assertNothing();
        assertHas(form().post(cloud, "/b00", whole), "HTTP/1.1 204");
    }

    @Test
    void contentThatLooksLikeADelimiterStays() throws Exception {
        String content = "\r\n--\r\n----NovaFormBoundary\r\r\n" + "\r\n------Nova".repeat(20_000);
        assertHas(form().file("a", content).post(cloud, "/b00"), "HTTP/1.1 204");
        assertTrue(content.equals(asker.ok("GET", "/b00/up/k", "")));
        assertHas(form().file("a", "").post(cloud, "/b00"), "HTTP/1.1 204");
        assertEquals("", asker.ok("GET", "/b00/up/k", ""));
    }
}
