package io.nova.driver.messaging.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nobody who sends is left without an answer. */
@ExtendWith(OneBroker.class)
class PublisherTest {

    /** Completes with whether the message may have arrived. */
    private static final class Told extends CompletableFuture<Boolean> implements Outgoing.Fate {

        @Override
        public void lost(boolean sent, String why) {
            complete(sent);
        }
    }

    @Test
    void tellsTheSenderOfAMessageThatMeetsAClosedConnection() throws Exception {
        var answers = Executors.newSingleThreadExecutor();
        var receivers = Executors.newSingleThreadExecutor();
        Settings settings = OneBroker.get().settings(OneBroker.newCloud()).build();
        Connection connection = new Dialer(settings, receivers).dial();
        Publisher publisher = Publisher.start(connection, answers);
        // Nobody tells the publisher: a message may come just before.
        connection.close();
        Told told = new Told();

        var properties = new AMQP.BasicProperties();
        Outgoing message = new Outgoing("", "nowhere", false, properties, new byte[0], told);
        assertEquals(Publisher.Taken.YES, publisher.request(message));

        assertFalse(told.get(20, TimeUnit.SECONDS));
        publisher.end("the test is over");
        answers.shutdown();
        receivers.shutdown();
    }
}
