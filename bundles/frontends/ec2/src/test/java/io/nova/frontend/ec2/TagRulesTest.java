package io.nova.frontend.ec2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.tag.TagService;
import io.nova.frontend.ec2.TestCloud.Answer;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a tag may be, whether it is set with a new resource or later. */
class TagRulesTest {

    private static final String BAD = "InvalidParameterValue";

    private static TestCloud cloud = new TestCloud();

    @BeforeAll
    static void start() {
        cloud.close();
        cloud = new TestCloud();
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static Answer later(Map<String, String> tags) {
        Map<String, String> request = Requests.without("CreateTags", "Tag");
        request.putAll(tags);
        return cloud.post(request);
    }

    private static Answer atOnce(Map<String, String> tags) {
        Map<String, String> request = new TreeMap<>(Requests.GOOD.get("AllocateAddress"));
        request.put("TagSpecification.1.ResourceType", "elastic-ip");
        tags.forEach((name, value) -> request.put("TagSpecification.1." + name, value));
        return cloud.post(request);
    }

    private static void both(String code, Map<String, String> tags) {
        for (Answer answer : new Answer[] {later(tags), atOnce(tags)}) {
            assertEquals(code, answer.code(), answer.body());
            assertEquals(code.isEmpty() ? 200 : 400, answer.status(), answer.body());
        }
    }

    static Stream<Arguments> tags() {
        return Stream.of(
                Arguments.of("k".repeat(128), "v".repeat(256), ""),
                Arguments.of("ä".repeat(128), "\uD83D\uDE00".repeat(256), ""),
                Arguments.of("k".repeat(129), "v", BAD),
                Arguments.of("k", "v".repeat(257), BAD),
                Arguments.of("k", "", ""),
                Arguments.of(" ", " ", ""),
                Arguments.of("Aws", "aws:", ""),
                Arguments.of("laws:of", "x", ""),
                Arguments.of("aws:", "x", BAD),
                Arguments.of("aws:autoscaling", "x", BAD),
                Arguments.of("AWS:autoscaling", "x", BAD),
                Arguments.of("aWs:autoscaling", "x", BAD),
                Arguments.of("a\tb", "two\r\nlines", ""),
                Arguments.of("a\u0000b", "x", BAD),
                Arguments.of("a", "\u0007", BAD),
                Arguments.of("a", "\u001b[31m", BAD),
                Arguments.of("a", "\uFFFE", BAD),
                Arguments.of("a/b\"<&>'", "\\*?%s", ""));
    }

    @ParameterizedTest
    @MethodSource("tags")
    void aTagIsTakenOrRefused(String key, String value, String code) {
        both(code, Map.of("Tag.1.Key", key, "Tag.1.Value", value));
    }

    @Test
    void aKeyIsGivenOnce() {
        both(BAD, Map.of("Tag.1.Key", "a", "Tag.2.Key", "a"));
        both("", Map.of("Tag.1.Key", "a", "Tag.2.Key", "A"));
    }

    @Test
    void fiftyTagsAreTheMost() {
        Map<String, String> tags = new TreeMap<>();
        for (int i = 1; i <= TagService.MAX_TAGS; i++) {
            tags.put("Tag.%d.Key".formatted(i), "key-" + i);
        }
        both("", tags);
        tags.put("Tag.51.Key", "one more");
        both("TagLimitExceeded", tags);
    }
}
