/** The distribution, started and driven from outside: by its launcher and by real clients. */
package io.nova.itests.cloud;
