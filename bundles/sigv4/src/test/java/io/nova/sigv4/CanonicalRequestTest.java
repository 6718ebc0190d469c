package io.nova.sigv4;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalRequestTest {

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            textBlock =
                    """
                    s3,  //a/../b//c/,      //a/../b//c/
                    s3,  /a%2fb%7E~,        /a%2Fb~~
                    s3,  /a+b c(1)*',       /a%2Bb%20c%281%29%2A%27
                    s3,  /%zz%4,            /%25zz%254
                    s3,  /caf\u00e9/%C3%A9, /caf%C3%A9/%C3%A9
                    ec2, //a/../b//c/,      /b/c/
                    ec2, /a%20b;p=1,        /a%2520b%3Bp%3D1
                    ec2, /../..,            /
                    ec2, /.hidden/x.,       /.hidden/x.
                    """)
    void takesKeysAsTheyAreAndNormalisesOtherPaths(String service, String raw, String path) {
        assertEquals(path, line(raw, 1, service));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /?b=2&a=1&b=1 | a=1&b=1&b=2
                    /?acl | acl=
                    /?a=b=c | a=b%3Dc
                    /?a=x+y&b=x%20y | a=x%2By&b=x%20y
                    /?p-1=1&p=2&p.=3 | p=2&p-1=1&p.=3
                    /?a=%2f%3a&&A=1 | A=1&a=%2F%3A
                    /?a=1&X-Amz-Signature=ff | a=1
                    /?a=%%41 | a=%25A
                    """)
    void sortsEncodedParameters(String target, String query) {
        assertEquals(query, line(target, 2, "s3"));
    }

    @Test
    void aPlusIsASpaceWhereItIsReadAsOne() {
        assertEquals("a=x%20y%2Bz", line("/?a=x+y%2Bz", 2, "ec2"));
        assertEquals("a=x%2By%2Bz", line("/?a=x+y%2Bz", 2, "s3"));
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    `  a   b\t c  ` | a b c
                    `"x   y"`       | "x y"
                    `   `           | ``
                    """)
    void collapsesTheSpacesOfHeaders(String value, String collapsed) {
        RequestHead head = new RequestHead("GET", "/", List.of(new Header("X-Amz-A", value)));
        String text =
                CanonicalRequest.of(head, new TreeSet<>(List.of("x-amz-a")), "hash", "s3").text();
        assertEquals("GET\n/\n\nx-amz-a:" + collapsed + "\n\nx-amz-a\nhash", text);
    }

    private static String line(String target, int line, String service) {
        RequestHead head = new RequestHead("GET", target, List.of());
        return CanonicalRequest.of(head, new TreeSet<>(), "hash", service)
                .text()
                .split("\n", -1)[line];
    }
}
