/** The message bus over RabbitMQ. */
@NullMarked
package io.nova.driver.messaging.rabbitmq;

import org.jspecify.annotations.NullMarked;
