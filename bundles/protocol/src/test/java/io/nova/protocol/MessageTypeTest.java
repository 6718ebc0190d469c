package io.nova.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.json.Json;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessagingException;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members of the release before are understood, and those of the one after are refused. */
class MessageTypeTest {

    record Question(String text, Optional<String> since2) {}

    record Answer(String text) {}

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Address ROLE = Address.role("manager");

    private final SteppedMessageBus bus =
            new SteppedMessageBus(Clock.fixed(NOW, ZoneOffset.UTC), to -> {});

    @AfterEach
    void close() {
        bus.close();
    }

    private static MessageType<Question, Answer> type(int version) {
        return new MessageType<>("compute.report", version, Question.class, Answer.class);
    }

    private void serve(int version) {
        var unused =
                type(version)
                        .serve(
                                bus,
                                ROLE,
                                1,
                                question ->
                                        CompletableFuture.completedStage(
                                                new Answer(
                                                        question.text()
                                                                + question.since2().orElse(""))));
    }

    private CompletableFuture<String> send(int version, String body) {
        Message message =
                new Message(
                        "op-" + version, "compute.report", version, NOW.plusSeconds(9), "", body);
        CompletableFuture<String> answer = bus.call(ROLE, message);
        bus.settle();
        return answer;
    }

    private static MessagingException refusal(CompletableFuture<String> answer) {
        Throwable thrown = assertThrows(CompletionException.class, answer::join).getCause();
        return assertInstanceOf(MessagingException.class, thrown);
    }

    @Test
    void aMemberTakesItsOwnVersionAndTheOneBefore() {
        serve(2);
        assertEquals("{\"text\":\"one\"}", send(1, "{\"text\":\"one\"}").join());
        String own = Json.write(new Question("two", Optional.of("!")));
        assertEquals("{\"text\":\"two!\"}", send(2, own).join());
    }

    @Test
    void aNewerMemberIsRefusedByItsVersionAndTheRestGoesOn() {
        serve(2);
        CompletableFuture<String> newer = send(3, "{\"other\":1}");
        CompletableFuture<String> own = send(2, "{\"text\":\"two\"}");
        MessagingException refusal = refusal(newer);
        assertEquals(MessagingException.Kind.UNSUPPORTED, refusal.kind());
        assertTrue(refusal.getMessage().contains("3"), refusal.getMessage());
        assertEquals("{\"text\":\"two\"}", own.join());
    }

    @Test
    void twoReleasesBeforeIsTooOld() {
        serve(3);
        assertEquals(MessagingException.Kind.UNSUPPORTED, refusal(send(1, "{}")).kind());
        assertFalse(send(2, "{\"text\":\"two\"}").isCompletedExceptionally());
    }

    @Test
    void theFirstVersionHasNoneBefore() {
        serve(1);
        assertEquals(MessagingException.Kind.UNSUPPORTED, refusal(send(0, "{}")).kind());
    }

    @Test
    void whatCannotBeReadIsRefusedAsThat() {
        serve(2);
        MessagingException refusal = refusal(send(1, "{\"text\":[]}"));
        assertEquals(MessagingException.Kind.UNSUPPORTED, refusal.kind());
    }
}
