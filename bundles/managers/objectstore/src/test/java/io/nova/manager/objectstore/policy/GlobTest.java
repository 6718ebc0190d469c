package io.nova.manager.objectstore.policy;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "abc, abc, true",
        "abc, abd, false",
        "abc, abcd, false",
        "'', '', true",
        "*, '', true",
        "*, anything, true",
        "a*c, ac, true",
        "a*c, abbc, true",
        "a*c, abcb, false",
        "a*b*c, axbxbxc, true",
        "a?c, abc, true",
        "a?c, ac, false",
        "?, \uD83D\uDE00, true",
        "a.c, abc, false",
        "a**, a, true",
        "[ab], a, false",
        "A, a, false",
    })
    void matches(String pattern, String text, boolean matches) {
        assertEquals(matches, Glob.of(pattern).matches(text));
    }

    @Test
    void takesLiteralPiecesForThemselves() {
        Glob glob = new Glob.Builder().pattern("a*").literal("*").build();
        assertFalse(glob.matches("ab"));
        assertEquals(true, glob.matches("ab*"));
    }

    @Test
    void isDoneSoonWhateverThePattern() {
        Glob glob = Glob.of("*a".repeat(200) + "b");
        assertFalse(assertTimeoutPreemptively(ofSeconds(20), () -> glob.matches("a".repeat(1024))));
    }
}
