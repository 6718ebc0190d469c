package io.nova.spi.messaging;

import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Carries messages between roles and hosts.
 *
 * <p>A message may be lost, doubled, late or out of order: it never carries the only copy of an
 * intent. Handlers are idempotent on the message's {@code opId} and ignore what is older than what
 * they know. Bodies are JSON and are copied on the way, also inside one JVM.
 */
@ConsumerType
public interface MessageBus {

    /** Service property that names the driver, for example {@code local}. */
    String DRIVER_NAME = "driver.name";

    /** The most bytes of a body. */
    int MAX_BODY = 256 * 1024;

    /** The MDC's key under which handlers find the message's request id, as front ends set it. */
    String MDC_REQUEST_ID = "requestId";

    /**
     * Handles the messages of one type sent to the address, until the subscription is closed.
     * Several servers of a role's address share its messages; each server of {@code all} gets its
     * own copy.
     *
     * @throws IllegalStateException if this bus serves the type at this very address already and
     *     the address is a host's
     */
    Subscription serve(Address address, String type, MessageHandler handler, ServeOptions options);

    /**
     * Asks, and completes with the answer's body.
     *
     * <p>Completes exceptionally with a {@link MessagingException}; its kind tells what happened.
     * After {@code TIMEOUT} the effect is unknown, never "it did not happen". What depends on the
     * future runs on one of the bus's threads: it returns quickly.
     *
     * @throws IllegalArgumentException if the body is no JSON, or the address is {@code all}
     */
    CompletableFuture<String> call(Address address, Message message);

    /**
     * Sends without an answer.
     *
     * @return completes at once for a {@link Durability#HINT}; for a {@link Durability#COMMAND}
     *     when the bus has it safe, or with {@code OVERLOADED} or {@code CLOSED}, or, where the bus
     *     cannot keep it, {@code NO_ROUTE}; for both with {@code TOO_LARGE}
     * @throws IllegalArgumentException if the body is no JSON, or the address is {@code all}
     */
    CompletableFuture<Void> cast(Address address, Message message, Durability durability);

    /**
     * Tells everyone who serves the type at {@code Address.all(role)}; a hint.
     *
     * @throws MessagingException {@code TOO_LARGE}
     * @throws IllegalArgumentException if the body is no JSON
     */
    void broadcast(String role, Message message);

    /** Tells how the bus is, for a person. */
    BusHealth health();
}
