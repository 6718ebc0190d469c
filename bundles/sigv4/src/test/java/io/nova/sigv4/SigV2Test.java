package io.nova.sigv4;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.model.Secret;
import io.nova.sigv4.SigV2.Algorithm;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worked examples of the documentation of Signature Version 2. */
class SigV2Test {

    private static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    @Test
    void signsAQuery() {
        List<Parameter> parameters =
                List.of(
                        new Parameter("SignatureVersion", "2"),
                        new Parameter("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"),
                        new Parameter("Action", "DescribeJobFlows"),
                        new Parameter("SignatureMethod", "HmacSHA256"),
                        new Parameter("Timestamp", "2011-10-03T15:19:30"),
                        new Parameter("Signature", "left out"),
                        new Parameter("Version", "2009-03-31"));
        StringToSign string = SigV2.query("GET", "ElasticMapReduce.amazonaws.com", "/", parameters);
        assertEquals(
                """
                GET
                elasticmapreduce.amazonaws.com
                /
                AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=DescribeJobFlows\
                &SignatureMethod=HmacSHA256&SignatureVersion=2\
                &Timestamp=2011-10-03T15%3A19%3A30&Version=2009-03-31""",
                string.text());
        assertEquals(
                "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=",
                SigV2.signBase64(SECRET, Algorithm.HMAC_SHA256, string));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET | johnsmith | /photos/puppy.jpg | Tue, 27 Mar 2007 19:36:42 +0000 | | bWq2s1WEIj+Ydj0vQ697zp+IXMU=
                    PUT | johnsmith | /photos/puppy.jpg | Tue, 27 Mar 2007 21:15:45 +0000 | Content-Type:image/jpeg | MyyxeRY7whkBe+bq8fHCL/2kKUg=
                    GET | johnsmith | /?prefix=photos&max-keys=50&marker=puppy | Tue, 27 Mar 2007 19:42:41 +0000 | | htDYFYduRNen8P9ZfE/s9SuKy0U=
                    GET | johnsmith | /?acl | Tue, 27 Mar 2007 19:44:46 +0000 | | c2WLPFtWHVgbEmeEG93a4cG37dM=
                    GET | | / | Wed, 28 Mar 2007 01:29:59 +0000 | | qGdzdERIC03wnaRNKh6OqZehG9s=
                    GET | | /dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re | Wed, 28 Mar 2007 01:49:49 +0000 | | DNEZGsoieTZ92F3bUfSPQcbGmlM=
                    GET | johnsmith | /photos/puppy.jpg | 1175139620 | | NpgCjnDzrM+WFzoENXmpNDUsSn8=
                    """)
    void signsAnS3Request(
            String method,
            String bucket,
            String target,
            String date,
            String header,
            String expected) {
        assertEquals(expected, s3(method, bucket, target, date, header));
    }

    @Test
    void joinsAndSortsTheAmzHeadersOfAnUpload() {
        assertEquals(
                "ilyl83RwaSoYIEdixDQcA4OnAnc=",
                s3(
                        "PUT",
                        "static.johnsmith.net",
                        "/db-backup.dat.gz",
                        "Tue, 27 Mar 2007 21:06:08 +0000",
                        "x-amz-acl:public-read;content-type:application/x-download;"
                                + "Content-MD5:4gJE4saaMU4BqNR0kLY+lw==;"
                                + "X-Amz-Meta-ReviewedBy:joe@johnsmith.net;"
                                + "X-Amz-Meta-ReviewedBy:jane@johnsmith.net;"
                                + "X-Amz-Meta-FileChecksum:0x02661779;"
                                + "X-Amz-Meta-ChecksumAlgorithm:crc32"));
    }

    private static String s3(
            String method, String bucket, String target, String date, String headers) {
        List<Header> parsed =
                headers == null
                        ? List.of()
                        : Arrays.stream(headers.split(";", -1))
                                .map(line -> line.split(":", 2))
                                .map(line -> new Header(line[0], line[1]))
                                .toList();
        RequestHead head = new RequestHead(method, target, parsed);
        return SigV2.signBase64(
                SECRET, Algorithm.HMAC_SHA1, SigV2.s3(head, bucket == null ? "" : bucket, date));
    }
}
