/**
 * Owns the HTTP server, so that front ends own none.
 *
 * <p>A front end registers an {@link io.nova.frontend.http.HttpEndpoint} with properties that name
 * the connector and the path it serves. It streams both ways with Jetty's own types and may come
 * and go at run time: one that goes finishes its requests first, and those that arrive before the
 * next one comes wait for it.
 *
 * <p>Three connectors exist. {@code ec2} and {@code s3} listen on the configured addresses. {@code
 * metadata} is what guests reach: the port of {@code ec2} on the gateway addresses of their
 * networks, where nothing but metadata is served; each is bound when the address appears on the
 * host and closed when it goes, so that no wildcard address is needed.
 *
 * <p>Beside the endpoints the connector {@code ec2} answers {@code /health} and {@code /metrics} to
 * clients of the loopback interface; {@link io.nova.frontend.http.HealthCheck} and {@link
 * io.nova.frontend.http.MetricSource} services add to them. {@link io.nova.frontend.http.Exchange}
 * is what the server knows about a request: its id above all.
 *
 * <p>{@link io.nova.frontend.http.HttpServer} is the server without OSGi, for tests.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.nova.frontend.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
