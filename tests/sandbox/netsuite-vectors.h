/* netsuite-vectors.h: signatures made by another implementation
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made with OpenSSL and a key of 3072 bits that was then thrown away: the
 * payload is {"iss":"a"} each time, what differs is how it was signed.
 */
#pragma once

/* its public half */
static const char openssl_public_key[] =
  "-----BEGIN PUBLIC KEY-----\n"
  "MIIBojANBgkqhkiG9w0BAQEFAAOCAY8AMIIBigKCAYEAnDn8SsengNhmV0EwwwKV\n"
  "09EA0A8pz2jLDkIJXBPRt2IBUkbJFHxK7HR646t6NoHVayJVPLzpjGluln6ZNv5/\n"
  "v8BI9yh8NDMQkfxlRG+e4++7NMM50G+XSKF+mb6DRnhaHIIrboJDT7wwjru63wto\n"
  "ynaKi6v44+GMe3aAfBdZjTMcn0lQ3jVJE6Xc6RBlTH8YrStTkonZw8EudpgmmQPU\n"
  "bWh3InqJ3natkLzTTkDhCxEmUWyTpRPvUg6h2zBTm9tJL6r0p/9ww6Rvbb5e+qzh\n"
  "FknEpilZgTpmWcH7Jrz4JGCyTQ8n3hAXrAyA9tfmpdc1W6Hecv7v0fEFYmnY8/CQ\n"
  "NnB5Ws4vneG+kZJ4jj5CxZBkfvAWbKWuX5Ye6vBhUlTT63Tp0UdK2XPnSkyrFmLw\n"
  "4xBiMCMISK/RHvRyRXVe22MsuuMv2VMKHKUXMB5Cvl7q8ZKaBdGRmXcRzfdd3LrO\n"
  "0g7xDggveAAKJLsBhMtK2ZUatuWws/RxPBVorhDifLPzAgMBAAE=\n"
  "-----END PUBLIC KEY-----\n";

/* PS256 as it has to be: a salt as long as the digest */
static const char openssl_ps256[] =
  "eyJ0eXAiOiJKV1QiLCJhbGciOiJQUzI1NiIsImtpZCI6ImsifQ.eyJpc3MiOiJhIn0.RqsdofWqF5UcS_IvxhIhZhgt179Tu"
  "6dbKGWL0TCnFVmOuJohGyzYuIMA5inCag9FYZlbgHirFP5CxepDcEoJbSUSNJTKvrKGFmWxgEO7mjtuUv2n0hqmM_ihMJTH-"
  "kmy0KQZMhexekzhB-gk1xEMcWukBDxz0FYUxYQNnGa3wt2lLXn6yc8cL8eZbM-DU_7mVUFowdwMnJ90mjAPvxZHNKxqfI_K_"
  "u6-QS0HRYmePy2EzcIj9CuOA51M4ajyPv84C0eMv30vB5yvoNHYh-YeARYAng8npfrnVbHxPvyelYcxwd62gHJCXcC8HxaXz"
  "Xbezl1FGYlMiQOhAPiCKKAgzNF-APWiQJy-QL0v8v5nupU1C6KSiO8jMc2sKGPgn_YWPX_6prYA-Kevd3C5XzCBJrVnkUT44"
  "V8Ov_QCbdABuyoVpPk0W_9mNG5dGC9wdZlsPrxU4Iux7aJNkWNWIcG6rHsDrEXKzN-k45NEojGVWZi7F98bX_hjCXwmggvWM"
  "gpB";

/* PS256 with a salt of 20 bytes */
static const char openssl_ps256_short_salt[] =
  "eyJ0eXAiOiJKV1QiLCJhbGciOiJQUzI1NiIsImtpZCI6ImsifQ.eyJpc3MiOiJhIn0.aNVqoRKTI7niCB82td8MxjcXt4Ld8"
  "wSGSKiOOo7Q0812Hq4VT70qwVTg-c-0FEg1NiFqXanOlobET9wCSvfJ5fO3J2s2VxwRZRi9F0dfvvILXTKFPa9Ohk9ulzUun"
  "rUlRyLgvWVvsOuLRgV5sH1lB3MZRWGizscoYG3HiRMnE7Blj8XkeYllgPsdAJfadA29krCW77zQHHBCJG3IGuQVB8yJmlgGj"
  "cx-aM7l7g2AYmVovKcRI1xD3_oPAc5gobGvnysZvwHFEP37MPH_F_4D9f1NgziRMGMBk9t2KCFweawPHCHHxYI-C7cI_xTMD"
  "lqFNKLzvwC-J1_2PCZvCqi1UzXdqJQdCuLNUZPuwDpgyzp0k3h1-n94q6RJCDCy5TWeSTXbzkgK5mX5JZbGexkpN8oWVVee_"
  "k1RJxmwQcBEMG6gZ8S-lwwybCMIkaXluLc0EAzvITQsJ4PltJEMgLrCPQao-6q30KjUaxxoK9GpCHaOr_nfVDIxeZjp8yKz3"
  "ybc";

/* PKCS #1 version 1.5 */
static const char openssl_rs256[] =
  "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJpc3MiOiJhIn0.XmfsZREge0c3MY7-pRZQl8tmcqtf0"
  "XDpYfYL8fhVd5V0P7GovHFhByjS3-5VRCci1xNwKWr1DP3Q5KyfvH_59PsqDFgwuhjhBdZDS6POshseGQHavpRwdi7M3_S-N"
  "n1Z2zxSjbeI-FTH8bH5os3JcHcTjaQMb3hN4itb59IRSMtHnJ5mH07Dyv4kBsycc5KhrDVz9A2g8W_lCrOcWzPXRag5mbJz-"
  "j9irpWQCfQuqiJgPLZ-6EcKnmaMqikXqLkBql5tO1KopBin1eY8x4GsDsraiQ1S0gu5qK3K8aynz6eECTlg9-lfZarSUA6aR"
  "wRfixh5nmzPAu_kRi-WZ3UxZKRkWYyafnVJea0YKemFz5c8Gfvl-W6znwH6EbOVdrvdsUY-pEQMqJ9u7Jgv81PggfZJz9kW9"
  "XcMlfht95o8F9IibN5iD9f93Mqj1u_U6Z2UGw9NqEsPrOx-uQ1Pm4HZzcqLcWtlA6-b6j3R0t8eGqIPrG4eaLs-xzRanjnRG"
  "gdU";
